/*
 * What a client gives when it signs in and cannot have is refused in a sentence: what is allowed, and what to do.
 */
#include "bouncer.h"

extern char *cf_track_extra_parameters;

/* Refuse a role at an entry that is for others. */
void refuse_login(PgSocket *client)
{
	disconnect_client(client, true, "login rejected: applications sign in to <pack> or <pack>_ro, a migrator to"
			  " <pack>_session");
}

/* Refuse a parameter that nobody would keep for the client. */
void refuse_startup_parameter(PgSocket *client, const char *name)
{
	/* An error message of the pooler's has at most 512 bytes. */
	char reason[480];

	snprintf(reason, sizeof(reason),
		 "startup parameter \"%.63s\" is refused, because the pooler does not keep it; leave it out and set it in each"
		 " transaction (set local); allowed are client_encoding, DateStyle, TimeZone, standard_conforming_strings,"
		 " application_name, %s",
		 name, cf_track_extra_parameters);
	disconnect_client_sqlstate(client, true, NULL, reason);
}

/* Refuse a client one of whose parameters the server does not take, with what the server says of it. */
void refuse_startup_value(PgSocket *server, PktHdr *pkt)
{
	const char *level = NULL, *message = NULL, *sqlstate = NULL;

	parse_server_error(pkt, &level, &message, &sqlstate);
	disconnect_server(server, true, "give another when signing in: %s", message ? message : "a parameter is refused");
}
