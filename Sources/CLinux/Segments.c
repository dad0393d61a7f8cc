/* Apart from CLinux.c, since linux/tcp.h and the C library's header do not go together. */
#include "include/CLinuxSegments.h"
#include <linux/tcp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

int clinux_segments(int socket, struct clinux_segments *segments) {
    struct tcp_info info;
    socklen_t length = sizeof info;
    memset(&info, 0, sizeof info);
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) return -1;
    segments->sent = info.tcpi_segs_out;
    segments->received = info.tcpi_segs_in;
    segments->resent = info.tcpi_total_retrans;
    segments->has_timestamps = (info.tcpi_options & TCPI_OPT_TIMESTAMPS) != 0;
    return 0;
}
