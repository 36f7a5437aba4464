"""What invented firms say of themselves, group by group."""

from __future__ import annotations

ANSWERS = {
    "A": "Checked by our customs lead each quarter; see compliance procedure CP-{n}, section 2. No infringement in the last three years.",
    "B": "Orders, declarations and stock movements share one reference in our ledger, so each consignment can be traced both ways. Procedure RM-{n}.",
    "C": "Audited accounts of the last two years are attached; equity is positive and no duty is overdue.",
    "D": "Our customs contact answers around the clock; the list hangs at each gate and is tested twice a year. Procedure CC-{n}.",
    "E": "New staff are trained in their first month and everybody once a year; attendance is signed. Training plan TP-{n}.",
    "F": "Access follows the role, passwords are managed, back-ups are restored for practice every spring. Security policy IS-{n}.",
    "G": "Seals to ISO 17712 are kept in a locked cabinet, issued by two named people and logged. Cargo manual SM-{n}, chapter 4.",
    "H": "Vehicles are inspected on the seven points before loading; the sheet travels with the driver. Procedure CV-{n}.",
    "I": "Fence, lighting and cameras are checked each week; visitors enter through one gate only. Site plan PL-{n}.",
    "J": "References are checked before hiring, badges are worn, and access ends on the last working day. Procedure HR-{n}.",
    "K": "New partners answer our security questionnaire before the first order; contracts carry the clause. Procedure TP-{n}.",
    "L": "The recovery plan names three alternates for each key post; the last exercise was in May. Plan CR-{n}.",
    "M": "The risk register is reviewed every half year by management; open points have an owner and a date. Register RR-{n}.",
}
PARTLY = (
    "In place at our main site; the second site follows by the end of next quarter. Plan RR-{n}, point 7."
)
NOT_APPLICABLE = (
    "We do not hold goods or vehicles of our own; our carrier answers for this. Contract clause 11."
)

PROCEDURE = "SOP-{n} §2"
INSTEAD_OF = "I9"
INSTEAD = {
    "alternative": "Our yard has no fence of its own. It lies inside the harbour's fence, and our night guard walks it every hour with a clocked round.",
    "equivalence": "Nobody reaches the yard but through the harbour gate, where names are checked day and night; the rounds find an open door within the hour.",
}
INSTEAD_REASON = "Seen by video: harbour gate staffed, rounds clocked for the last thirty nights. Of equal effect for a yard of this size."

FINDINGS = {
    "met": "Procedure read, sample of five consignments agrees.",
    "partly": "The procedure exists, but two of five samples had no signature. To be mended before the next review.",
    "gap": "Perimeter lighting does not cover gate 3 and no other measure makes up for it.",
}
QUESTIONS = (
    "Please send the seal log of the last three months and say who holds the cabinet key.",
    "Which of your two warehouses keeps goods before export? The site plan shows only one.",
    "The audited accounts are for last year. Are those of this year available?",
)
REPLIES = (
    "The log is attached. Keys are held by the shift lead and the security contact.",
    "Only the harbour warehouse. The other one keeps packaging.",
)
LEFT = {
    "reason": "The owner sold the shares and left on the first of the month. The application is half done.",
    "papers": "Extract of the trade register and minutes of the general meeting.",
}
GROUNDS = "Three consignments left the harbour warehouse with seals that our log does not know."
BREAK_IN = "The fence of the yard was cut on Sunday night, and two loaded trailers stood open in the morning."
STANDS_OPEN = "The fence is not mended, and nobody watches the yard at night."
MENDED = "The fence is new and two metres higher; a guard and a camera watch the yard since Monday. The plan is attached."
HEARING = (
    "Criterion I6 is not met: lighting at gate 3. Documents relied on: visit report of the officer, photo 4."
)
HEARING_REPLY = "The lamps were ordered in spring and are installed since Monday; the invoice is with our customs contact."

FOUND = "For seven of forty consignments of the last quarter, stock ledger and declarations name different quantities."
FOUND_WHY = (
    "What customs is told must be what moved; a difference that nobody explains hides an error or worse."
)
FOUND_REMEDY = "The seven explained, and a monthly reconciliation that a second person signs."
FOUND_NOTE = "Two shift leads each think that the other books the returns."
FOUND_CAUSE = (
    "Returned goods were booked on paper while the scanner was being repaired, and not entered afterwards."
)
FOUND_PLAN = (
    "Enter the returns of the last quarter and explain each difference.",
    "Reconcile stock and declarations on the first Monday of each month, by two people.",
)
FOUND_EVIDENCE = "Done since Monday; the signed sheets lie with our customs contact."
FOUND_RETURNED = "The plan says how often, but not who. Name the two people, and who stands in for them."
FOUND_VERIFIED = "Sheets of two months read; all seven differences are explained."
FOUND_REOPENED = "Two of the seven are still open. Explain them, and show the next reconciliation."
FOUND_WITHDRAWN = "The returns were in the second ledger; the quantities agree."
FOUND_EXCEPTION = "The ledger is replaced in spring; until then the customs lead signs every return."
CONSULTATION = (
    "Has your office seen this firm, or a branch of it, in the last three years? Anything to remark?"
)
NOT_COMPLETED = "We asked for the complete list of sites and have heard nothing. Apply again with the list; your answers are kept."
