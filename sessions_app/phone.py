"""Brazilian phone numbers as WhatsApp writes them. Pure.

WhatsApp registered mobiles before and after the ninth digit came; both forms reach one person. Only mobiles of the
old range (8 digits that begin with 6 to 9) may drop it: landlines have WhatsApp too, and must not be taken for them.
"""

_COUNTRY = "55"
_OLD_MOBILE = frozenset("6789")


def match_key(phone: str) -> str:
    """The form under which two spellings of one number are equal: 55 + DDD + last 8 digits for old-range mobiles.

    Landlines and newer mobiles (9 followed by 2 to 5) keep their full form, so they never meet.
    """
    digits = "".join(character for character in phone if character in "0123456789")
    if not digits.startswith(_COUNTRY) or len(digits) not in (12, 13):
        return digits
    area, local = digits[2:4], digits[4:]
    if len(local) == 9:
        if local[0] != "9" or local[1] not in _OLD_MOBILE:
            return digits
        local = local[1:]
    return f"{_COUNTRY}{area}{local}"
