"""Answers by workbook: what goes out comes back, every change is found, nothing is applied that nobody agreed to."""

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.worlds import a_case, acted, an_operator, people, refusal, when

from openaeo.bedrock import files
from openaeo.bedrock.models import JournalEntry
from openaeo.bedrock.workbooks import WorkbookFault
from openaeo.casework import application, worksheet
from openaeo.casework.facts import said_by
from openaeo.casework.models import Case, Worksheet
from openaeo.casework.workbook import (
    COLUMNS,
    FILLED,
    MAX_ROWS,
    Question,
    Wording,
    digest,
    plain,
    read,
    site_labels,
    written,
)
from openaeo.casework.worksheet import Ground, Problem, Verdict, compared
from openaeo.law.questionnaire import Said
from openaeo.law.terms import Claim
from openaeo.law.workflow import Reason
from openaeo.parties.onboarding import add_site, close_site

ASKED = ("A1", "A2", "A3", "B1")
SITES = {7: "Main warehouse", 9: "Depot", 12: "مستودع الميناء"}
WORDS = {
    "en": {claim: claim.value.replace("-", " ").capitalize() for claim in Claim},
    "ar": dict(zip(Claim, ["مستوفى", "مستوفى جزئياً", "غير مستوفى بعد", "لا ينطبق"], strict=True)),
}
PLACE = {code: place for place, code in enumerate(COLUMNS, start=1)}


def wording(language="en"):
    return Wording(
        language=language,
        right_to_left=language == "ar",
        guide_title="Read me",
        answers_title="Answers",
        guide=["=How to fill this in"],
        columns={code: f"{code} ({language})" for code in COLUMNS},
        claims=WORDS[language],
        claim_fault="Choose from the list.",
    )


def ground(said=(), asked=ASKED, open_sites=SITES):
    return Ground(asked, {one.criterion: one for one in said}, SITES, frozenset(open_sites), {})


def workbook(said=(), *, language="en", case="AEO-2026-0001", edition="e" * 64, asked=ASKED):
    questions = [
        Question(criterion, "A · Compliance", f"+What {criterion} asks", "@Proof") for criterion in asked
    ]
    said = {one.criterion: one for one in said}
    return written(case, edition, questions, said, SITES, wording(language))


def edited(content, edit):
    """Return the workbook after `edit` had its book, saved as a spreadsheet program would."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(book["Answers"] if "Answers" in book.sheetnames else book.worksheets[1])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def fill(row, **texts):
    def edit(sheet):
        for code, text in texts.items():
            cell = sheet.cell(row, PLACE[code])
            cell.value = text
            if isinstance(text, str) and not text.startswith("=SUM"):
                cell.data_type = "s"

    return edit


def previewed(content, *said, **more):
    return compared(read(io.BytesIO(content)), ground(said, **more))


def verdicts(preview):
    return {row.criterion: row.verdict.value for row in preview.rows}


texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=40) | st.sampled_from(
    [
        "=1+1",
        "+49 1",
        "-5",
        "@all",
        "a\r\nb\n",
        "لا يوجد\u202e حارس 🙂",
        "\u0007bell",
        "_x0041_",
        "\ufffe",
        " x ",
    ]
)
answers = st.builds(
    Said,
    st.sampled_from(ASKED),
    st.sampled_from(Claim),
    texts,
    procedure=texts,
    sites=st.frozensets(st.sampled_from(sorted(SITES))),
    alternative=texts,
    equivalence=texts,
)
books = st.lists(answers, max_size=4, unique_by=lambda one: one.criterion)


@settings(max_examples=40, deadline=None)
@given(books, st.sampled_from(["en", "ar"]))
def test_what_goes_out_comes_back_and_changes_nothing(said, language):
    preview = previewed(workbook(said, language=language), *said)
    assert verdicts(preview) == dict.fromkeys(ASKED, "same")
    assert preview.absent == ()


@settings(max_examples=40, deadline=None)
@given(books, books, st.sampled_from(["en", "ar"]))
def test_exactly_what_was_edited_is_a_change(before, wanted, language):
    def write(sheet):
        for one in wanted:
            fill(
                ASKED.index(one.criterion) + 2,
                claim=WORDS[language][one.claim],
                sites="; ".join(SITES[key] for key in one.sites) or None,
                **{
                    code: plain(getattr(one, code)) or None
                    for code in ("explanation", "procedure", "alternative", "equivalence")
                },
            )(sheet)

    preview = previewed(edited(workbook(before, language=language), write), *before)
    here = {one.criterion: one for one in before}
    changed = {one.criterion for one in wanted if digest(one) != digest(here.get(one.criterion))}
    assert {row.criterion for row in preview.of(Verdict.CHANGED)} == changed
    assert len(preview.of(Verdict.SAME)) == len(ASKED) - len(changed)
    for row in preview.of(Verdict.CHANGED):
        assert digest(row.there) == digest(next(one for one in wanted if one.criterion == row.criterion))
        assert row.differences != ()


A1 = Said("A1", Claim.MET, "In the manual.", procedure="SOP-07 §3", sites=frozenset({9}))


def test_both_changed_is_a_conflict_only_when_they_differ():
    out = edited(workbook([A1]), fill(2, explanation="From the file."))
    mine, theirs = replace(A1, explanation="From the file."), replace(A1, explanation="From the page.")

    assert verdicts(previewed(out, A1))["A1"] == "changed"
    assert verdicts(previewed(out, theirs))["A1"] == "conflict"
    assert verdicts(previewed(out, mine))["A1"] == "same"  # the same file twice
    assert verdicts(previewed(workbook([A1]), theirs))["A1"] == "same"  # not touched in the file
    row = previewed(out, replace(theirs, procedure="")).rows[0]
    assert row.differences == ("explanation", "procedure")


@pytest.mark.parametrize(
    ("texts", "problems"),
    [
        ({"claim": "Perhaps"}, [Problem("claim", Reason("row-claim-unknown", "Perhaps"))]),
        ({"claim": None}, [Problem("claim", Reason("row-claim-missing"))]),
        ({"sites": "Depot; Moon base"}, [Problem("sites", Reason("row-site-unknown", "Moon base"))]),
        ({"criterion": "Z9"}, [Problem("criterion", Reason("row-criterion-unknown", "Z9"))]),
        ({"criterion": None}, [Problem("criterion", Reason("row-criterion-missing"))]),
        ({"criterion": "A2"}, [Problem("criterion", Reason("row-criterion-twice", "3"))]),
        ({"procedure": "x" * 301}, [Problem("procedure", Reason("cell-too-long", 300))]),
        (
            {"explanation": "=SUM(1,1)", "claim": "=SUM(2)"},
            [
                Problem("claim", Reason("cell-computes", "=SUM(2)")),
                Problem("explanation", Reason("cell-computes", "=SUM(1,1)")),
            ],
        ),
        (dict.fromkeys(FILLED), [Problem("claim", Reason("answer-emptied"))]),
    ],
)
def test_a_row_that_is_not_understood_says_where_and_why(texts, problems):
    row = previewed(edited(workbook([A1]), fill(2, **texts)), A1).rows[0]
    assert (row.row, row.verdict, row.there) == (2, Verdict.NOT_UNDERSTOOD, None)
    found = [
        problem
        for problem in row.problems
        if problem.reason.code != "row-claim-missing" or len(problems) == 1
    ]
    assert list(found) == problems


def test_words_are_understood_however_they_are_spaced_and_spelt():
    content = edited(
        workbook([A1]),
        fill(2, criterion=" a1 ", claim="  PARTLY ", sites="depot\nmain  WAREHOUSE؛ ", procedure=7),
    )
    row = previewed(content, A1).rows[0]
    assert row.there == replace(A1, claim=Claim.PARTLY, sites=frozenset({7, 9}), procedure="7")


def test_a_site_closed_meanwhile_is_not_named_anew_but_may_stay():
    content = edited(workbook([A1]), fill(2, explanation="More."))
    assert verdicts(previewed(content, A1, open_sites=[7]))["A1"] == "changed"
    anew = edited(workbook([A1]), fill(2, sites="Main warehouse"))
    assert verdicts(previewed(anew, A1, open_sites=[9]))["A1"] == "not-understood"


def test_rows_may_be_removed_and_sorted_and_what_is_left_out_is_told():
    def edit(sheet):
        sheet.delete_rows(3)
        sheet.move_range("A2:J2", rows=5)

    preview = previewed(edited(workbook([A1]), edit), A1)
    assert ([row.row for row in preview.rows], preview.absent) == ([3, 4, 7], ("A2",))
    assert verdicts(preview) == {"A3": "same", "B1": "same", "A1": "same"}


def test_the_mark_changes_with_the_preview():
    out = edited(workbook([A1]), fill(2, explanation="From the file."))
    one = previewed(out, A1).mark
    assert one == previewed(out, A1).mark
    assert one != previewed(out, replace(A1, procedure="")).mark


@pytest.mark.parametrize("begins", ["=", "+", "-", "@"])
def test_nothing_in_a_workbook_computes(begins):
    said = replace(A1, explanation=f"{begins}cmd|' /C calc'!A0")
    book = openpyxl.load_workbook(io.BytesIO(workbook([said])))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    told = [cell for cell in cells if cell.value == said.explanation]
    assert [cell.quotePrefix for cell in told] == [True]
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(workbook([said]))).read("xl/worksheets/sheet2.xml")


@pytest.mark.parametrize(("language", "rtl"), [("en", False), ("ar", True)])
def test_a_workbook_is_fit_to_be_filled_in(language, rtl):
    book = openpyxl.load_workbook(io.BytesIO(workbook([A1], language=language)))
    answers = book["Answers"]
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", "visible", "hidden"]
    assert [bool(sheet.sheet_view.rightToLeft) for sheet in book.worksheets[:2]] == [rtl, rtl]
    assert (answers.freeze_panes, answers.protection.sheet, book.security.lockStructure) == ("B2", True, True)
    open_ = {code for code, place in PLACE.items() if not answers.cell(2, place).protection.locked}
    assert open_ == set(FILLED)
    choice = answers.data_validations.dataValidation[0]
    first, last = [int(part.rpartition("$")[2]) for part in choice.formula1.split(":")]
    offered = [book["stamp"].cell(row, 3).value for row in range(first, last + 1)]
    assert (offered, str(choice.sqref)) == (list(WORDS[language].values()), "G2:G5")
    assert (
        min(answers.column_dimensions[openpyxl.utils.get_column_letter(p)].width for p in PLACE.values())
        >= 10
    )


def test_site_labels_fit_a_list_and_none_is_like_another():
    labels = site_labels([(1, "Depot; west"), (2, " depot,  WEST"), (3, "Depot, west (2)"), (4, "؛")])
    assert labels == {1: "Depot, west", 2: "depot, WEST (2)", 3: "Depot, west (2) (2)", 4: ","}


def without_stamp(book):
    del book["stamp"]


def other_format(book):
    book["stamp"]["C1"] = "another-program-1"


def without_claims(book):
    book["Answers"].delete_cols(PLACE["claim"])


def without_header(book):
    book["Answers"].delete_rows(1)


def endless(book):
    book["Answers"].cell(MAX_ROWS + 5, 1).value = "A1"


@pytest.mark.parametrize(
    ("spoil", "code", "detail"),
    [
        (without_stamp, "worksheet-unknown", None),
        (other_format, "worksheet-unknown", None),
        (without_header, "worksheet-unknown", None),
        (without_claims, "worksheet-column-missing", "claim (en)"),
        (endless, "worksheet-too-long", MAX_ROWS),
    ],
)
def test_a_workbook_that_is_none_of_ours_is_refused(spoil, code, detail):
    book = openpyxl.load_workbook(io.BytesIO(workbook([A1])))
    spoil(book)
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(WorkbookFault) as caught:
        read(io.BytesIO(out.getvalue()))
    assert (caught.value.code, caught.value.detail) == (code, detail)


def test_a_bomb_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr("xl/worksheets/sheet1.xml", b"0" * (300 * 1024 * 1024))
    with pytest.raises(WorkbookFault, match="workbook-too-large"):
        read(io.BytesIO(out.getvalue()))
    with pytest.raises(WorkbookFault, match="workbook-unreadable"):
        read(io.BytesIO(b"PK\x03\x04 no parcel"))


# --- the verbs -------------------------------------------------------------------------------------


def exported(case, language="en"):
    at = worksheet.ground_of(Case.objects.get(pk=case.pk))
    questions = [Question(criterion, "Group", "Asked", "Proof") for criterion in at.asked]
    return written(case.number, case.edition_hash, questions, at.said, at.labels, wording(language))


def received(case, content, *, at=None, actor=None):
    stored = files.store(io.BytesIO(content), "answers.xlsx", at=when(2), accept=worksheet.ACCEPTED)
    return acted(
        worksheet.receive,
        case.number,
        stored=stored,
        name="answers.xlsx",
        actor=actor or people().amara,
        at=at or when(2),
    )


def say(case, criterion, explanation, *, at=None, **more):
    application.answer(
        case.number,
        criterion,
        claim=Claim.MET,
        explanation=explanation,
        actor=people().amara,
        at=at or when(1),
        **more,
    )


@pytest.fixture
def draft(db, files_dir):
    case = a_case("draft")
    say(case, "A1", "Old.", statement=True)
    say(case, "A2", "Old.", alternative="Two people.", equivalence="Never alone.")
    return case


def both(sheet):
    fill(2, explanation="New one.")(sheet)
    fill(3, explanation="New two.", claim="Partly")(sheet)


@pytest.mark.django_db
def test_changes_are_applied_as_one_act_and_counted(draft):
    sheet = received(draft, edited(exported(draft), both))
    plan = worksheet.preview(sheet)
    assert said_by(draft)["A1"].explanation == "Old."  # nothing happens before somebody agrees

    acted(worksheet.apply, sheet.pk, agreed=plan.mark, actor=people().amara, at=when(3))

    said = said_by(draft)
    assert (said["A1"].explanation, said["A1"].stated) == ("New one.", False)
    assert said["A2"] == Said(
        "A2", Claim.PARTLY, "New two.", alternative="Two people.", equivalence="Never alone."
    )
    sheet.refresh_from_db()
    assert (sheet.written, sheet.applied_at, sheet.applied_by_id) == (2, when(3), people().amara.person)
    body = JournalEntry.objects.get(act="apply-worksheet").body
    assert (body["written"], body["criteria"], body["unchanged"]) == (2, ["A1", "A2"], len(plan.rows) - 2)
    assert (body["digest"], body["not_understood"], body["conflicts_kept"]) == (sheet.file_id, [], [])


@pytest.mark.django_db
def test_the_same_workbook_twice_changes_nothing(draft):
    content = edited(exported(draft), both)
    sheet = received(draft, content)
    who = {"actor": people().amara, "at": when(3)}
    acted(worksheet.apply, sheet.pk, agreed=worksheet.preview(sheet).mark, **who)
    again = received(draft, content, at=when(4))

    for one in (sheet, again):
        plan = worksheet.preview(one)
        assert {row.verdict for row in plan.rows} == {Verdict.SAME}
        assert refusal(worksheet.apply, one.pk, agreed=plan.mark, **who) == ("worksheet-changes-nothing",)


@pytest.mark.django_db
@pytest.mark.parametrize(("take", "stands"), [([], "From the page."), (["A1"], "New one.")])
def test_in_a_conflict_the_answer_here_stays_unless_the_workbook_is_chosen(draft, take, stands):
    content = edited(exported(draft), both)
    say(draft, "A1", "From the page.", at=when(2))
    sheet = received(draft, content)
    plan = worksheet.preview(sheet)
    assert [row.criterion for row in plan.of(Verdict.CONFLICT)] == ["A1"]

    acted(worksheet.apply, sheet.pk, agreed=plan.mark, take=take, actor=people().amara, at=when(3))

    assert said_by(draft)["A1"].explanation == stands
    body = JournalEntry.objects.get(act="apply-worksheet").body
    assert (body["conflicts_taken"], body["conflicts_kept"]) == (take, [] if take else ["A1"])


@pytest.mark.django_db
def test_what_changed_since_the_preview_is_looked_at_again(draft):
    sheet = received(draft, edited(exported(draft), both))
    mark = worksheet.preview(sheet).mark
    say(draft, "A1", "Meanwhile.", at=when(2))

    assert refusal(worksheet.apply, sheet.pk, agreed=mark, actor=people().amara, at=when(3)) == (
        "worksheet-outdated",
    )
    assert said_by(draft)["A2"].explanation == "Old."


@pytest.mark.django_db
def test_rows_not_understood_are_left_out_only_when_somebody_says_so(draft):
    def edit(sheet):
        both(sheet)
        fill(4, claim="Perhaps")(sheet)

    sheet = received(draft, edited(exported(draft), edit))
    how = {"agreed": worksheet.preview(sheet).mark, "actor": people().amara, "at": when(3)}

    assert refusal(worksheet.apply, sheet.pk, **how) == ("worksheet-rows-left",)
    acted(worksheet.apply, sheet.pk, leave_out=True, **how)
    assert JournalEntry.objects.get(act="apply-worksheet").body["not_understood"] == [4]


@pytest.mark.django_db
def test_a_workbook_of_another_case_or_edition_or_after_sending_is_refused(draft):
    other = a_case("draft", firm=an_operator("otto", name="Brandt Forwarding Ltd", tin="QM000000002"))
    stored = files.store(io.BytesIO(exported(other)), "a.xlsx", at=when(2))
    who = {"name": "a.xlsx", "actor": people().amara, "at": when(2)}
    assert refusal(worksheet.receive, draft.number, stored=stored, **who) == ("worksheet-other-case",)
    older = replace_edition(draft)
    assert refusal(worksheet.receive, draft.number, stored=older, **who) == ("worksheet-other-edition",)
    sheet = received(draft, edited(exported(draft), both))
    mark = worksheet.preview(sheet).mark
    application.withdraw(draft.number, reason="", actor=people().amara, at=when(3))
    assert refusal(worksheet.apply, sheet.pk, agreed=mark, actor=people().amara, at=when(4)) == (
        "not-editable",
    )
    assert refusal(worksheet.receive, draft.number, stored=sheet.file, **who) == ("not-editable",)


def replace_edition(case):
    at = worksheet.ground_of(case)
    content = written(case.number, "f" * 64, [Question("A1", "", "", "")], at.said, at.labels, wording())
    return files.store(io.BytesIO(content), "b.xlsx", at=when(2))


@pytest.mark.django_db
def test_nobody_else_reads_or_applies_a_workbook(draft):
    sheet, cast = received(draft, edited(exported(draft), both)), people()
    mark = worksheet.preview(sheet).mark

    assert refusal(worksheet.apply, sheet.pk, agreed=mark, actor=cast.otto, at=when(3)) == ("not-found",)
    for actor in (cast.ben, cast.dalia, cast.efua):
        assert not Worksheet.objects.visible_to(actor).exists()
        assert refusal(worksheet.apply, sheet.pk, agreed=mark, actor=actor, at=when(3)) == ("not-found",)
    assert refusal(
        worksheet.receive, draft.number, stored=sheet.file, name="a.xlsx", actor=cast.otto, at=when(3)
    ) == ("not-found",)


@pytest.mark.django_db
def test_sites_travel_by_name_and_a_closed_one_is_told(draft):
    cast = people()
    depot = add_site(
        cast.firm.number,
        name="Depot",
        address="9 Dock Road",
        purpose="Storage",
        customs_relevant=True,
        actor=cast.amara,
        at=when(1),
    )
    content = edited(exported(draft), fill(2, sites="Depot"))
    sheet = received(draft, content)
    assert worksheet.preview(sheet).rows[0].there.sites == {depot.pk}
    close_site(depot.pk, actor=cast.amara, at=when(2))
    sheet = Worksheet.objects.get(pk=sheet.pk)
    row = worksheet.preview(sheet).rows[0]
    assert row.problems == (Problem("sites", Reason("row-site-unknown", "Depot")),)
