"""Who may change what everybody's phone says."""

from palier.people.api import Account, Organisation


def may_translate(account: Account) -> bool:
    """Head office, where the installation serves one association: words are the same for every phone of it.

    Where several share one server, the operator does it (`palier translations import`).
    """
    return account.role == Account.Role.HEAD_OFFICE and Organisation.objects.count() == 1
