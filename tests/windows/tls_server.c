/* A server with OpenSSL that is as old or as odd as it is told, and says in its reply what it saw of the client:
   tls_server PORT CERTIFICATE KEY AUTHORITY CIPHERS VERSION MODE CONNECTIONS
   PORT is where it tells its own port. MODE: plain, asks (for a certificate, in the handshake), renegotiates (asks after
   the request, as IIS does), dribbles (a byte of its hello every tenth of a second), smtp (STARTTLS). */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Of the static library. The client of wine does not notice a HelloRequest before another record comes after it. */
int ssl3_send_alert(SSL *s, int level, int description);

static int bound(void) {
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr *)&here, sizeof here) || listen(listener, 16)) exit(2);
  return listener;
}

static void tell_port(int listener, int port) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(port)}, own;
  socklen_t size = sizeof own;
  int to = socket(AF_INET, SOCK_STREAM, 0);
  if (getsockname(listener, (struct sockaddr *)&own, &size) || connect(to, (struct sockaddr *)&at, sizeof at)) exit(3);
  dprintf(to, "%d", ntohs(own.sin_port));
  close(to);
}

static void renegotiate(SSL *s) {
  char byte;
  SSL_set_verify(s, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  SSL_renegotiate(s);
  SSL_do_handshake(s);
  ssl3_send_alert(s, 1, 112);
  /* Returns once the client has shaken hands again. */
  SSL_clear_mode(s, SSL_MODE_AUTO_RETRY);
  SSL_read(s, &byte, 1);
}

static void reply(SSL *s, int renegotiates) {
  char request[4096] = "", body[512] = "", name[256] = "no certificate", all[1024];
  int have = 0, got;
  while (!strstr(request, "\r\n\r\n") && (got = SSL_read(s, request + have, sizeof request - 1 - have)) > 0) have += got;
  if (renegotiates) renegotiate(s);
  X509 *peer = SSL_get1_peer_certificate(s);
  if (peer) X509_NAME_oneline(X509_get_subject_name(peer), name, sizeof name);
  if (renegotiates && !peer) return;
  snprintf(body, sizeof body, "%s %s %s", SSL_get_version(s), SSL_get_cipher_name(s), name);
  snprintf(all, sizeof all, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s", strlen(body), body);
  SSL_write(s, all, strlen(all));
}

static void line(int client) {
  char byte = 0;
  while (byte != '\n' && read(client, &byte, 1) == 1);
}

static void mail(SSL *s) {
  char command[512];
  int got;
  while ((got = SSL_read(s, command, sizeof command - 1)) > 0) {
    const char *answer = strncmp(command, "QUIT", 4) ? "250 mail.example.net\r\n" : "221 bye\r\n";
    SSL_write(s, answer, strlen(answer));
  }
}

int main(int count, char **words) {
  if (count != 9) return 1;
  const char *mode = words[7];
  int version = strcmp(words[6], "1.0") ? TLS1_2_VERSION : TLS1_VERSION, connections = atoi(words[8]);
  SSL_CTX *all = SSL_CTX_new(TLS_server_method());
  SSL_CTX_set_security_level(all, 0);
  SSL_CTX_set_options(all, SSL_OP_NO_TICKET);
  SSL_CTX_set_session_id_context(all, (const unsigned char *)"t", 1);
  if (!SSL_CTX_use_certificate_chain_file(all, words[2]) || !SSL_CTX_use_PrivateKey_file(all, words[3], SSL_FILETYPE_PEM)
      || !SSL_CTX_load_verify_locations(all, words[4], NULL) || !SSL_CTX_set_cipher_list(all, words[5])
      || !SSL_CTX_set_min_proto_version(all, version) || !SSL_CTX_set_max_proto_version(all, version)) {
    ERR_print_errors_fp(stderr);
    return 4;
  }
  if (!strcmp(mode, "asks")) SSL_CTX_set_verify(all, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  signal(SIGPIPE, SIG_IGN);
  /* Whoever started it may be gone. */
  alarm(120);
  int listener = bound();
  tell_port(listener, atoi(words[1]));
  while (connections-- > 0) {
    int client = accept(listener, NULL, NULL);
    if (!strcmp(mode, "dribbles")) {
      const char head[] = {22, 3, 3, 64, 0, 2, 0, 63, 0, 3, 3};
      ssize_t written = write(client, head, sizeof head);
      while (written > 0 && !usleep(100000)) written = write(client, "x", 1);
    } else {
      if (!strcmp(mode, "smtp")) {
        dprintf(client, "220 mail.example.net ESMTP\r\n");
        line(client);
        dprintf(client, "250-mail.example.net\r\n250 STARTTLS\r\n");
        line(client);
        dprintf(client, "220 go ahead\r\n");
      }
      SSL *s = SSL_new(all);
      SSL_set_fd(s, client);
      if (SSL_accept(s) == 1) {
        if (!strcmp(mode, "smtp")) mail(s);
        else reply(s, !strcmp(mode, "renegotiates"));
        SSL_shutdown(s);
      }
      SSL_free(s);
    }
    close(client);
  }
  return 0;
}
