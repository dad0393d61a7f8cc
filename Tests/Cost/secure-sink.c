// A minimal MQTT sink as sink.c, over TLS where it is given a certificate: accepts any CONNECT,
// acknowledges every PUBLISH, counts. Clients must show a certificate that leads to CA.
// build: cc -O2 -o secure-sink secure-sink.c -lssl -lcrypto
// use:   ./secure-sink PORT [CERT KEY CA [tickets]]   (stops at SIGTERM, then says what it saw)
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 20000, ROOM = 1 << 16 };

static struct connection { SSL *ssl; unsigned char *rest; int count, isNew, isV5; } all[MOST];
static unsigned long accepted, shaken, resumed, connects, pubs, ins, outs;
static double firstShake, lastShake, firstPub, lastPub;
static volatile sig_atomic_t over;
static SSL_CTX *tls;

static void end(int signal) { (void)signal; over = 1; }

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void drop(int fd) {
    if (all[fd].ssl) {
        SSL_set_shutdown(all[fd].ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        SSL_free(all[fd].ssl);
    }
    free(all[fd].rest);
    memset(&all[fd], 0, sizeof all[fd]);
    close(fd);
}

static int put(int fd, const void *bytes, int count) {
    outs++;
    if (all[fd].ssl) return SSL_write(all[fd].ssl, bytes, count) == count;
    return send(fd, bytes, count, MSG_NOSIGNAL) == count;
}

// What of `p` is whole packets, or -1 to drop the connection; answers go to `out`.
static int take(int fd, unsigned char *p, int n, unsigned char *out, int *count) {
    int used = 0;
    while (n - used >= 2) {
        unsigned char *q = p + used;
        int length = 0, shift = 0, i = 1;
        do {
            if (i >= n - used) return used;
            length |= (q[i] & 127) << shift;
            shift += 7;
        } while (q[i++] & 128);
        if (n - used < i + length) return used;
        unsigned char *body = q + i, *to = out + *count;
        used += i + length;
        switch (q[0] >> 4) {
        case 1:
            connects++;
            all[fd].isV5 = body[6] == 5;
            memcpy(to, all[fd].isV5 ? "\x20\3\0\0\0" : "\x20\2\0\0", 5);
            *count += all[fd].isV5 ? 5 : 4;
            break;
        case 3:
            lastPub = now();
            if (!pubs++) firstPub = lastPub;
            if (q[0] >> 1 & 3) {
                int topic = body[0] << 8 | body[1];
                memcpy(to, (unsigned char[]){0x40, 2, body[2 + topic], body[3 + topic]}, 4);
                *count += 4;
            }
            break;
        case 12:
            memcpy(to, "\xd0\0", 2);
            *count += 2;
            break;
        default: return -1;
        }
        if (*count > ROOM) return -1;
    }
    return used;
}

// Whether the connection lives on.
static int serve(int fd) {
    static unsigned char in[2 * ROOM], out[2 * ROOM];
    struct connection *c = &all[fd];
    if (c->ssl && c->isNew) {
        int outcome = SSL_accept(c->ssl);
        if (outcome != 1) return SSL_get_error(c->ssl, outcome) == SSL_ERROR_WANT_READ;
        c->isNew = 0;
        lastShake = now();
        if (!shaken++) firstShake = lastShake;
        resumed += SSL_session_reused(c->ssl);
    }
    // What came together is answered together, over TLS as without.
    int answers = 0;
    for (;;) {
        int before = c->count;
        if (before) memcpy(in, c->rest, before);
        int got = c->ssl ? SSL_read(c->ssl, in + before, ROOM) : recv(fd, in + before, ROOM, 0);
        if (got <= 0) {
            if (c->ssl ? SSL_get_error(c->ssl, got) != SSL_ERROR_WANT_READ
                       : got == 0 || errno != EAGAIN)
                return 0;
            break;
        }
        ins++;
        int used = take(fd, in, before + got, out, &answers);
        if (used < 0 || before + got - used > ROOM) return 0;
        free(c->rest);
        c->rest = NULL;
        c->count = before + got - used;
        if (c->count) {
            if (!(c->rest = malloc(c->count))) return 0;
            memcpy(c->rest, in + used, c->count);
        }
        if (!c->ssl || answers > ROOM / 2) break;
    }
    return !answers || put(fd, out, answers);
}

static void prepare(const char *certificate, const char *key, const char *authority, int resumes) {
    tls = SSL_CTX_new(TLS_server_method());
    if (SSL_CTX_use_certificate_chain_file(tls, certificate) != 1 ||
        SSL_CTX_use_PrivateKey_file(tls, key, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_load_verify_locations(tls, authority, NULL) != 1) {
        ERR_print_errors_fp(stderr);
        exit(1);
    }
    SSL_CTX_set_verify(tls, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    SSL_CTX_set_mode(tls, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_id_context(tls, (const unsigned char *)"sink", 4);
    SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_OFF);
    if (!resumes) SSL_CTX_set_num_tickets(tls, 0);
}

int main(int count, char **words) {
    if (count < 2) return 64;
    if (count > 4) prepare(words[2], words[3], words[4], count > 5);
    int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in place = {
        .sin_family = AF_INET, .sin_port = htons(atoi(words[1])),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(listener, (void *)&place, sizeof place) || listen(listener, 4096)) {
        perror("secure-sink");
        return 1;
    }
    int poll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[1024];
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    signal(SIGTERM, end);
    signal(SIGPIPE, SIG_IGN);
    while (!over) {
        int ready = epoll_wait(poll, events, 1024, 100);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd != listener) {
                ERR_clear_error();
                if (!serve(fd)) drop(fd);
                continue;
            }
            for (int new; (new = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
                if (new >= MOST) { close(new); continue; }
                setsockopt(new, SOL_TCP, TCP_NODELAY, &one, sizeof one);
                accepted++;
                if (tls && (all[new].ssl = SSL_new(tls))) SSL_set_fd(all[new].ssl, new);
                all[new].isNew = 1;
                event = (struct epoll_event){.events = EPOLLIN, .data.fd = new};
                epoll_ctl(poll, EPOLL_CTL_ADD, new, &event);
            }
        }
    }
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    double shaking = lastShake - firstShake, publishing = lastPub - firstPub;
    printf("accepted=%lu handshakes=%lu resumed=%lu handshakes/s=%.1f connects=%lu pubs=%lu "
           "pubs/s=%.0f reads=%lu writes=%lu cpu=%.3f\n",
           accepted, shaken, resumed, shaking > 0 ? (shaken - 1) / shaking : 0, connects, pubs,
           publishing > 0 ? pubs / publishing : 0, ins, outs,
           used.ru_utime.tv_sec + used.ru_stime.tv_sec +
               (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6);
}
