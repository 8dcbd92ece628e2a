/*
 * The unnamed prepared statement belongs to a client, as those with a name do.
 *
 * Some drivers send Parse in one round trip and Bind in the next, outside a transaction. In between the server
 * connection goes back to the pool, and may serve others, whose own unnamed statement is then the one that Bind finds. So
 * the last one of each client is kept here, and sent again where the server connection has not had it from this client.
 */
#include "bouncer.h"

/* Keep what a Parse packet, which is forwarded as it is, defines. */
bool keep_unnamed_statement(PgSocket *client, PktHdr *pkt)
{
	PgParsePacket parse;
	char *kept;

	client->link->unnamed_sent = true;
	if (pkt->len > UNNAMED_STATEMENT_LIMIT) {
		free_unnamed_statement(client);
		return true;
	}
	if (!unmarshall_parse_packet(client, pkt, &parse))
		return false;
	kept = realloc(client->unnamed_statement, parse.query_and_parameters_len);
	if (kept == NULL) {
		disconnect_client(client, true, "out of memory");
		return false;
	}
	memcpy(kept, parse.query_and_parameters, parse.query_and_parameters_len);
	client->unnamed_statement = kept;
	client->unnamed_statement_len = parse.query_and_parameters_len;
	pkt_rewind_v3(pkt);
	return true;
}

/* Make sure that the server connection has the client's statement, before a packet that uses it is forwarded. */
bool need_unnamed_statement(PgSocket *client)
{
	PgSocket *server = client->link;
	PktBuf *buf;

	if (server->unnamed_sent)
		return true;
	if (client->unnamed_statement == NULL) {
		disconnect_client(client, true, "unnamed prepared statement did not exist");
		return false;
	}
	buf = pktbuf_temp();
	pktbuf_write_Parse(buf, "", client->unnamed_statement, client->unnamed_statement_len);
	if (!add_outstanding_request(client, PqMsg_Parse, RA_SKIP)
	    || !sbuf_queue_packet(&client->sbuf, &server->sbuf, buf)) {
		disconnect_client(client, true, "out of memory");
		disconnect_server(server, true, "out of memory");
		return false;
	}
	server->unnamed_sent = true;
	return true;
}

void free_unnamed_statement(PgSocket *client)
{
	free(client->unnamed_statement);
	client->unnamed_statement = NULL;
	client->unnamed_statement_len = 0;
}
