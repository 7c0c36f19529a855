from tests.identity.wallet.conftest import empty_wallets, holder, people

__all__ = ["empty_wallets", "holder", "people"]
