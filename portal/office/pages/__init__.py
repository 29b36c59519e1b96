"""The office's pages, a file for each subject."""

from portal.office.pages import admin, health, help, home, notices, search, settings, sign_in

HANDLERS = (
    home.home,
    search.ask,
    search.search,
    notices.show,
    notices.read,
    notices.unread,
    settings.show,
    settings.change_look,
    settings.change_password,
    settings.end_others,
    settings.end_one,
    help.show,
    help.components,
    sign_in.show,
    sign_in.sign_in,
    sign_in.sign_out,
    sign_in.activation,
    sign_in.activate,
    health.alive,
    health.ready,
    health.figures,
    *admin.HANDLERS,
)
