/* What the kernel counted on one TCP connection. */
#ifndef CLINUX_SEGMENTS_H
#define CLINUX_SEGMENTS_H

struct clinux_segments {
    unsigned sent;
    unsigned received;
    unsigned resent;
    int has_timestamps;
};

/* -1 where the socket is none of TCP's, or the kernel does not say. */
int clinux_segments(int socket, struct clinux_segments *segments);

#endif
