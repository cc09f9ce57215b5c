"""Written by bindings/python/generate.py from include/zhun.h: change that, and run it."""
import enum

ABI_VERSION = 1


class Status(enum.IntEnum):
    """How a call ended; the numbers never change."""

    OK = 0
    INVALID_ARGUMENT = -1  # the call is wrong: a NULL, an unknown media type, a name given twice
    OUT_OF_MEMORY = -2  # out of memory
    LIMIT = -3  # the input is larger than its limits allow
    CANCELLED = -4  # a token or a callback of the caller's stopped the call
    FORMAT = -5  # the input does not follow its format
    ENCRYPTED = -6  # the input is encrypted
    UNSUPPORTED = -7  # a layout or feature that zhun does not read
    POLICY = -8  # the policy pack is wrong
    STATE = -9  # something must be done first
    VERSION = -10  # a struct asks for more than this library knows
    INTERNAL = -99  # a mistake of ours: please report it


class Masking(enum.IntEnum):
    """What of identities is shown in what an assessment renders."""

    INSIDE_BANK = 0  # identity, account and phone numbers and names of persons are masked
    OUTWARD = 1  # names of enterprises as well
    NONE = 2  # nothing; the output says so


class Decision(enum.IntEnum):
    """What the policy proposes; a person decides."""

    PROPOSE = 0
    REFER = 1
    MANUAL_REVIEW_REQUIRED = 2


class Trend(enum.IntEnum):
    """How the share of bad cases may run over the bins of a number."""

    ANY = 0  # each bin as the data have it
    MONOTONE = 1  # ascending or descending, whichever tells more
    ASCENDING = 2  # the share of bad cases rises with the value
    DESCENDING = 3  # it falls
