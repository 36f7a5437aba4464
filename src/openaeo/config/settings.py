"""Every setting of the program: read once from the environment here and nowhere else."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from psycopg.conninfo import conninfo_to_dict
from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from openaeo.config import postgres

ROOT = Path(__file__).resolve().parents[3]
SOURCE = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """What an operator may set. Each field is `OPENAEO_<NAME>` in the environment, except `DATABASE_URL`."""

    model_config = SettingsConfigDict(env_prefix="OPENAEO_", extra="forbid", frozen=True)

    database_url: str = Field(
        "",
        validation_alias=AliasChoices("DATABASE_URL", "database_url"),
        description="PostgreSQL 15 or newer, `postgresql://user:password@host:port/name`. Empty: a private "
        "cluster under `OPENAEO_LOCAL_DIR`.",
    )
    local_dir: Path = Field(
        ROOT / ".local",
        description="Where the program keeps its own files: cluster, evidence, secret, static files.",
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="Signs sessions and links. Empty: made once and kept in `OPENAEO_LOCAL_DIR/secret`.",
    )
    debug: bool = Field(
        False, description="Shows faults in full to the browser. Never on a server others reach."
    )
    demo: bool = Field(
        False, description="Shows the demonstration people with one-click sign-in. Never beside real data."
    )
    require_staff_mfa: bool = Field(
        True, description="Staff see their pages only once a second factor is set up."
    )
    role: Literal["national", "secretariat", "both"] = Field(
        "national", description="Which menu is shown: a customs administration, the secretariat, or both."
    )
    home_administration: str = Field(
        "QM",
        pattern="^[A-Z]{2}$",
        description="Country code of the administration that runs this installation.",
    )
    public_url: str = Field(
        "http://localhost:8000",
        pattern="^https?://[^/]+$",
        description="The address people use, without a closing slash. With `https://`, cookies are sent over "
        "encrypted connections only.",
    )
    allowed_hosts: tuple[str, ...] = Field(
        (), description='Further host names that are answered, as a JSON list: `["aeo.example.org"]`.'
    )
    trust_proxy: bool = Field(
        False,
        description="A reverse proxy in front sets `X-Forwarded-Proto` and `X-Forwarded-For` and strips what "
        "clients send under these names.",
    )
    recognition_url: str = Field(
        "http://127.0.0.1:8001", description="Where the pages find the recognition service."
    )
    files_dir: Path | None = Field(
        None,
        description="Where evidence is kept. Empty: `OPENAEO_LOCAL_DIR/files`. Back it up with the database.",
    )
    editions_dir: Path = Field(ROOT / "editions", description="The criteria editions, one folder each.")
    programmes_dir: Path = Field(ROOT / "programmes", description="The national programmes, one folder each.")
    max_upload_bytes: int = Field(
        10 * 1024 * 1024, ge=1024, description="The largest file that is accepted as evidence, in bytes."
    )
    mail_host: str = Field(
        "",
        description="SMTP server. Empty: no notices go out by mail, and links for accounts are printed to the "
        "console of the pages.",
    )
    mail_port: int = Field(587, description="SMTP port.")
    mail_user: str = Field("", description="SMTP user name. Empty: no sign-in at the server.")
    mail_password: SecretStr = Field(SecretStr(""), description="SMTP password.")
    mail_tls: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        description="How the way to the SMTP server is encrypted: `starttls` (587), `tls` from the first byte "
        "(465), `none`.",
    )
    mail_from: str = Field("OpenAEO <noreply@localhost>", description="The sender of mail.")
    time_zone: str = Field("UTC", description="The zone in which pages show moments. Storage is always UTC.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")
    static_hashed: bool = Field(
        True,
        description="Serve style sheets and scripts under hashed names, collected when `openaeo serve` starts. "
        "False: straight from the source folders (tests).",
    )


def _secret(settings: Settings) -> str:
    """The signing key: the one set, else the one kept under the local folder, made when missing."""
    given = settings.secret_key.get_secret_value()
    if given:
        return given
    keep = settings.local_dir / "secret"
    settings.local_dir.mkdir(parents=True, exist_ok=True)
    if not keep.exists():
        draft = keep.with_name(f"secret.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(50))
        try:
            os.link(draft, keep)  # first writer wins; a second process reads the first one's key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return keep.read_text().strip()


def _database(url: str) -> dict[str, Any]:
    """Django's connection settings for a libpq address."""
    parts = {key: value for key, value in conninfo_to_dict(url).items() if value is not None}
    database = {key: str(parts.pop(name, "")) for key, name in _CONNECTION.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **database,
        "OPTIONS": parts,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


_CONNECTION = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}

SETTINGS = Settings()  # type: ignore[call-arg]  # every field has a default; the plug-in of pydantic is not used
LOCAL_DIR = SETTINGS.local_dir

# --- what the rooms ask for -----------------------------------------------------------------------
ROLE = SETTINGS.role
DEMO = SETTINGS.demo
REQUIRE_STAFF_MFA = SETTINGS.require_staff_mfa and not DEMO  # its password is printed anyway
PUBLIC_URL = SETTINGS.public_url
HOME_ADMINISTRATION = SETTINGS.home_administration
RECOGNITION_URL = SETTINGS.recognition_url
FILES_DIR = SETTINGS.files_dir or LOCAL_DIR / "files"
EDITIONS_DIR = SETTINGS.editions_dir
PROGRAMMES_DIR = SETTINGS.programmes_dir
MAX_UPLOAD_BYTES = SETTINGS.max_upload_bytes

# --- Django ---------------------------------------------------------------------------------------
SECRET_KEY = _secret(SETTINGS)
DEBUG = SETTINGS.debug
DATABASES = {"default": _database(SETTINGS.database_url or postgres.address(LOCAL_DIR))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "parties.Person"
ROOT_URLCONF = "openaeo.config.urls"
WSGI_APPLICATION = "openaeo.config.wsgi.application"
ALLOWED_HOSTS = (
    ["*"]
    if DEMO
    else ["localhost", "127.0.0.1", "[::1]", urlsplit(PUBLIC_URL).hostname or "", *SETTINGS.allowed_hosts]
)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "openaeo.bedrock",
    "openaeo.parties",
    "openaeo.register",
    "openaeo.casework",
    "openaeo.exchange",
    "openaeo.notices",
    "openaeo.dossier",
    "openaeo.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "lucide",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "openaeo.web.shell.ActorMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- languages and time ---------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = SETTINGS.time_zone
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("ar", "العربية")]
LOCALE_PATHS = [SOURCE / "locale"]

# --- static files ---------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = LOCAL_DIR / "static"
STATICFILES_DIRS = [SOURCE / "web" / "static"] if (SOURCE / "web" / "static").is_dir() else []
WHITENOISE_USE_FINDERS = not SETTINGS.static_hashed
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if SETTINGS.static_hashed
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_UPLOAD_BYTES + 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "openaeo.web.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
MEDIA_ROOT = LOCAL_DIR / "media"  # nothing is ever stored here; evidence lives under FILES_DIR

# --- security -------------------------------------------------------------------------------------
_ENCRYPTED = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _ENCRYPTED
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_SSL_REDIRECT = _ENCRYPTED
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _ENCRYPTED else 0
# Whether all of a domain's other hosts are encrypted is for its owner to say, in the proxy.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SETTINGS.trust_proxy else None
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- accounts -------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "entrance"
ACCOUNT_ADAPTER = "openaeo.config.accounts.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "openaeo.config.accounts.SignUpForm"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "optional" if DEMO else "mandatory"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = True
# Asking for an account, and asking where the request stands, by people who have not signed in.
ACCOUNT_RATE_LIMITS = {"account_ask": "30/h/ip", "account_track": "60/h/ip,10/h/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "OpenAEO"
USERSESSIONS_TRACK_ACTIVITY = False

# --- mail -----------------------------------------------------------------------------------------
# A demonstration catches all mail, whatever else is set: its people are invented.
MAIL_CAUGHT_DIR = LOCAL_DIR / "mail"
MAIL_READY = DEMO or bool(SETTINGS.mail_host)
EMAIL_BACKEND = (
    "openaeo.notices.catcher.Catcher"
    if DEMO
    else f"django.core.mail.backends.{'smtp' if SETTINGS.mail_host else 'console'}.EmailBackend"
)
EMAIL_HOST = SETTINGS.mail_host or "localhost"
EMAIL_PORT = SETTINGS.mail_port
EMAIL_HOST_USER = SETTINGS.mail_user
EMAIL_HOST_PASSWORD = SETTINGS.mail_password.get_secret_value()
EMAIL_USE_TLS = SETTINGS.mail_tls == "starttls"
EMAIL_USE_SSL = SETTINGS.mail_tls == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = SETTINGS.mail_from
ACCOUNT_EMAIL_SUBJECT_PREFIX = "OpenAEO: "

# --- logging --------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": SETTINGS.log_level},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "procrastinate": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
