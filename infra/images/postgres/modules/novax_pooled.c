/*
 * Ends what a session keeps with each of its transactions, for roles whose server connections a pooler hands from one
 * client to the next.
 *
 * PgBouncer gives a server connection back after each transaction. What a client set, locked or prepared for its session
 * would be there for the next one, maybe of another tenant. DISCARD ALL in between costs a round trip, a tenth to a
 * quarter of the throughput of small transactions, and what drivers prepared. Here the backend itself forgets while it
 * ends a transaction, which costs next to nothing, and no pooler can leave it out. What PgBouncer keeps for each client
 * stays: statements prepared by the protocol, and the parameters in novax_pooled.kept, which are reported to PgBouncer,
 * so that it sets each client's again. What nobody could keep is refused with a sentence.
 *
 * Where novax_pooled.required names a parameter, a query that is under policies fails while that is not set, instead of
 * showing nothing: for development. Functions that run as their owner are left out, and so is who switches it off.
 *
 * novax_pooled.enabled is the superuser's to set, by ALTER ROLE. Temporary tables are not looked at: such a role may not make
 * any.
 */
#include "postgres.h"

#include "access/xact.h"
#include "commands/prepare.h"
#include "commands/sequence.h"
#include "executor/executor.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "storage/lock.h"
#include "storage/proc.h"
#include "tcop/utility.h"
#include "utils/guc.h"
#include "utils/guc_tables.h"
#include "utils/memutils.h"
#include "utils/rls.h"
#include "utils/varlena.h"

PG_MODULE_MAGIC;

PGDLLEXPORT void _PG_init(void);

/* What PgBouncer calls the statements of the protocol. */
#define POOLERS_NAMES "PGBOUNCER_"
/* A statement_timeout below this one holds for its transaction alone. */
#define SHORTEST_KEPT_MS 1000
#define REMEDY "Use it within one transaction, or sign in to the session entry as the migrator (docs/connect.md)."

static bool pooled = false;
static char *kept_names = NULL;
static char *required = NULL;
static List *kept = NIL;
static struct config_generic *role;
static List *prepared = NIL;
static ProcessUtility_hook_type next_utility;
static ExecutorStart_hook_type next_start;

static void
refuse(const char *what)
{
    ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
            errmsg("%s outlives its transaction, and behind the pooler nothing does", what), errhint(REMEDY));
}

static void
check_name(const char *name)
{
    if (name != NULL && strncmp(name, POOLERS_NAMES, strlen(POOLERS_NAMES)) == 0)
        ereport(ERROR, errcode(ERRCODE_RESERVED_NAME), errmsg("prepared statement \"%s\" is the pooler's own", name),
                errhint("Choose a name that does not begin with " POOLERS_NAMES "."));
}

static void
check_command(Node *command)
{
    if (IsA(command, ListenStmt))
        refuse("LISTEN");
    else if (IsA(command, DeclareCursorStmt) && (((DeclareCursorStmt *) command)->options & CURSOR_OPT_HOLD))
        refuse("a cursor WITH HOLD");
    else if (IsA(command, PrepareStmt))
        check_name(((PrepareStmt *) command)->name);
    else if (IsA(command, ExecuteStmt))
        check_name(((ExecuteStmt *) command)->name);
    else if (IsA(command, DeallocateStmt))
        check_name(((DeallocateStmt *) command)->name);
}

static void
pooled_utility(PlannedStmt *statement, const char *text, bool keep_tree, ProcessUtilityContext context,
               ParamListInfo parameters, QueryEnvironment *environment, DestReceiver *receiver,
               QueryCompletion *completion)
{
    ProcessUtility_hook_type next = next_utility ? next_utility : standard_ProcessUtility;

    if (pooled)
    {
        check_command(statement->utilityStmt);
        if (IsA(statement->utilityStmt, PrepareStmt))
        {
            MemoryContext before = MemoryContextSwitchTo(TopMemoryContext);

            prepared = lappend(prepared, pstrdup(((PrepareStmt *) statement->utilityStmt)->name));
            MemoryContextSwitchTo(before);
        }
    }
    next(statement, text, keep_tree, context, parameters, environment, receiver, completion);
}

static bool
is_under_policies(PlannedStmt *plan)
{
    ListCell *cell;

    foreach(cell, plan->permInfos)
    {
        RTEPermissionInfo *table = lfirst(cell);

        if (check_enable_rls(table->relid, table->checkAsUser, true) == RLS_ENABLED)
            return true;
    }
    return false;
}

static void
pooled_start(QueryDesc *query, int flags)
{
    ExecutorStart_hook_type next = next_start ? next_start : standard_ExecutorStart;

    if (pooled && *required && GetUserId() == GetSessionUserId() && is_under_policies(query->plannedstmt))
    {
        const char *value = GetConfigOption(required, true, false);

        if (value == NULL || *value == '\0')
            ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
                    errmsg("%s is not set in this transaction, so policies would show nothing", required),
                    errhint("Begin, and call set_config('%s', ..., true) before the query; or, where nobody is meant, "
                            "set local novax_pooled.required = ''. Stacks without novax:postgres.requireUser say nothing.",
                            required));
    }
    next(query, flags);
}

/* Of the prepared statements those that SQL made. */
static void
forget_prepared(void)
{
    ListCell *cell;

    foreach(cell, prepared)
        DropPreparedStatement(lfirst(cell), false);
    list_free_deep(prepared);
    prepared = NIL;
}

/*
 * Whether a parameter is the limit for statements, and the session's value of it so short that it could end the one with
 * which PgBouncer sets the next client's parameters: that client would be refused. What SET LOCAL put in its place does
 * not count.
 */
static bool
is_too_short(struct config_generic *parameter)
{
    GucStack *stack = parameter->stack;
    int value;

    if (parameter->vartype != PGC_INT || ((struct config_int *) parameter)->variable != &StatementTimeout)
        return false;
    value = StatementTimeout;
    if (stack != NULL && stack->state == GUC_SET_LOCAL)
        value = stack->masked.val.intval;
    else if (stack != NULL && stack->state != GUC_SET)
        value = stack->prior.val.intval;
    return value > 0 && value < SHORTEST_KEPT_MS;
}

/*
 * All parameters but those that PgBouncer keeps for each client. RESET ALL leaves out what has a flag that says so; for
 * this one call the kept ones have it, and the role has not.
 */
static void
forget_parameters(void)
{
    ListCell *cell;

    foreach(cell, kept)
    {
        struct config_generic *parameter = lfirst(cell);

        if (!is_too_short(parameter))
            parameter->flags |= GUC_NO_RESET_ALL;
    }
    role->flags &= ~GUC_NO_RESET_ALL;
    ResetAllOptions();
    role->flags |= GUC_NO_RESET_ALL;
    foreach(cell, kept)
        ((struct config_generic *) lfirst(cell))->flags &= ~GUC_NO_RESET_ALL;
}

/*
 * At the commit, and not before it: what the transaction set holds for the commit as well (synchronous_commit, say).
 * Parameters that a transaction set are back after its rollback without any help.
 */
static void
end_of_transaction(XactEvent event, void *unused)
{
    if (!pooled || (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT))
        return;
    if (event == XACT_EVENT_COMMIT)
        forget_parameters();
    forget_prepared();
    LockReleaseAll(USER_LOCKMETHOD, true);
    ResetSequenceCaches();
}

/* Note the kept parameters, and have the server report their changes to clients, of which PgBouncer is one. */
static void
keep_parameters(void)
{
    List *names;
    ListCell *cell;

    if (!SplitIdentifierString(pstrdup(kept_names), ',', &names))
        ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("novax_pooled.kept is no list of names"));
    foreach(cell, names)
    {
        struct config_generic *parameter = find_option(lfirst(cell), false, false, ERROR);

        parameter->flags |= GUC_REPORT;
        kept = lappend(kept, parameter);
    }
}

void
_PG_init(void)
{
    MemoryContext before = MemoryContextSwitchTo(TopMemoryContext);

    DefineCustomBoolVariable("novax_pooled.enabled", "Ends what a session keeps with each of its transactions.", NULL, &pooled,
                             false, PGC_SUSET, 0, NULL, NULL, NULL);
    DefineCustomStringVariable("novax_pooled.kept", "Parameters that the pooler keeps for each of its clients.", NULL,
                               &kept_names, "", PGC_POSTMASTER, GUC_LIST_INPUT, NULL, NULL, NULL);
    DefineCustomStringVariable("novax_pooled.required", "A parameter without which queries under policies fail.", NULL,
                               &required, "", PGC_USERSET, 0, NULL, NULL, NULL);
    MarkGUCPrefixReserved("novax_pooled");
    role = find_option("role", false, false, ERROR);
    keep_parameters();
    next_utility = ProcessUtility_hook;
    ProcessUtility_hook = pooled_utility;
    next_start = ExecutorStart_hook;
    ExecutorStart_hook = pooled_start;
    RegisterXactCallback(end_of_transaction, NULL);
    MemoryContextSwitchTo(before);
}
