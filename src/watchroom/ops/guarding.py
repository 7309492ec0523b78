"""What a person reads on a terminal whose command did not go well, and the exit code that says so to a script."""

import os
import sys
from collections.abc import Callable

from watchroom.ops.cli_words import W
from watchroom.ops.terminal import CONFIG, NOT_OK, UNAVAILABLE, complain


def guarded(run: Callable[[], int], command: str = "watchroom") -> int:
    """Runs it. Never raises for what a person may do wrong or another may have done meanwhile.

    command  as it was typed, without its arguments
    """
    from watchroom.kernel.faults import Fault

    try:
        return run()
    except Fault as fault:
        complain(fault.words)
        return UNAVAILABLE if fault.status == 503 else NOT_OK
    except ModuleNotFoundError as error:
        complain(W["missing"], what=error.name)
        return UNAVAILABLE
    except ValueError as error:
        # Settings say with a ValueError what to write instead; any other one is a fault of ours and shows its trace.
        if not _from_settings(error):
            raise
        complain(W["setting"], why=error)
        return CONFIG
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_OK
    except OSError as error:
        if error.filename is None:
            raise
        complain(W["no-file"], file=str(error.filename)[:120], why=error.strerror)
        return NOT_OK
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        code = _of_database(error, command)
        if code is None:
            raise
        return code


def _of_database(error: Exception, command: str) -> int | None:
    """Says what the database refused, and gives the exit code; None for a fault of our own, which shows its trace."""
    from django.db import InterfaceError, OperationalError, ProgrammingError

    from watchroom.journal import away

    refused, fault = away.refused(error), away.fault_of(error)
    if isinstance(refused, away.WrittenMeanwhile):
        complain(W["meanwhile"], command=command)
        return NOT_OK
    if refused is not None:
        complain(refused.words)
        return NOT_OK
    if isinstance(fault, away.DatabaseBusy | away.DatabaseFull):
        complain(fault.words)
        return UNAVAILABLE
    if not isinstance(error, OperationalError | InterfaceError | ProgrammingError):
        return None
    complain(W["database"], why=" ".join(str(error).split()))  # away, or never prepared
    return UNAVAILABLE


def _from_settings(error: BaseException) -> bool:
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename.endswith(("ops/settings.py", "ops/databases.py")):
            return True
        trace = trace.tb_next
    return False
