/*
 * Keeps pgaudit from statements that it never saw begin.
 *
 * pgaudit writes down at its permission hook what its hooks for utilities and for the executor noted before. TimescaleDB
 * answers COPY into a hypertable itself, so those are not called, and the permission hook then reads a note that is not
 * there: the backend ends by a signal, and every session with it. This module is loaded after pgaudit, so each of its
 * hooks is called just before pgaudit's own: where none of the first two was, the third is left out. What is lost is
 * the class "write" of such a COPY; roles and definitions, which the platform logs, are not read there.
 */
#include "postgres.h"

#include "access/xact.h"
#include "executor/executor.h"
#include "fmgr.h"
#include "tcop/utility.h"

PG_MODULE_MAGIC;

PGDLLEXPORT void _PG_init(void);

static ProcessUtility_hook_type next_utility;
static ExecutorStart_hook_type next_start;
static ExecutorCheckPerms_hook_type next_check;

/* How many statements, one inside the other, pgaudit is noting down or has noted. */
static int noted = 0;

static void
note_utility(PlannedStmt *statement, const char *text, bool keep_tree, ProcessUtilityContext context,
             ParamListInfo parameters, QueryEnvironment *environment, DestReceiver *receiver, QueryCompletion *completion)
{
    ProcessUtility_hook_type next = next_utility ? next_utility : standard_ProcessUtility;
    /* pgaudit's own condition. */
    bool notes = context <= PROCESS_UTILITY_QUERY && !IsAbortedTransactionBlockState();

    noted += notes;
    PG_TRY();
    {
        next(statement, text, keep_tree, context, parameters, environment, receiver, completion);
    }
    PG_FINALLY();
    {
        noted -= notes;
    }
    PG_END_TRY();
}

static void
note_start(QueryDesc *query, int flags)
{
    ExecutorStart_hook_type next = next_start ? next_start : standard_ExecutorStart;

    noted++;
    PG_TRY();
    {
        next(query, flags);
    }
    PG_FINALLY();
    {
        noted--;
    }
    PG_END_TRY();
}

static bool
check_noted(List *tables, List *permissions, bool report)
{
    return noted == 0 || next_check == NULL || next_check(tables, permissions, report);
}

void
_PG_init(void)
{
    next_utility = ProcessUtility_hook;
    ProcessUtility_hook = note_utility;
    next_start = ExecutorStart_hook;
    ExecutorStart_hook = note_start;
    next_check = ExecutorCheckPerms_hook;
    ExecutorCheckPerms_hook = check_noted;
}
