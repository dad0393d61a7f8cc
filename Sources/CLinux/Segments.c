/* Apart from CLinux.c, since linux/tcp.h and the C library's header do not go together. */
#include "include/CLinuxSegments.h"
#include <linux/tcp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

int clinux_segments(int socket, struct clinux_segment_counts *counts) {
    struct tcp_info info;
    socklen_t length = sizeof info;
    memset(&info, 0, sizeof info);
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) return -1;
    struct sockaddr_storage name;
    socklen_t name_length = sizeof name;
    if (getsockname(socket, (struct sockaddr *)&name, &name_length) != 0) return -1;
    counts->family = name.ss_family;
    counts->state = info.tcpi_state;
    counts->has_timestamps = (info.tcpi_options & TCPI_OPT_TIMESTAMPS) != 0;
    counts->has_sack = (info.tcpi_options & TCPI_OPT_SACK) != 0;
    counts->has_scaling = (info.tcpi_options & TCPI_OPT_WSCALE) != 0;
    counts->sent = info.tcpi_segs_out;
    counts->received = info.tcpi_segs_in;
    counts->resent = info.tcpi_total_retrans;
    counts->resent_bytes = info.tcpi_bytes_retrans;
    return 0;
}
