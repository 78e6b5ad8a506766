BANK = {}
