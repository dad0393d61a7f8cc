/* What the kernel counted on one TCP connection. */
#ifndef CLINUX_SEGMENTS_H
#define CLINUX_SEGMENTS_H

struct clinux_segment_counts {
    int family;
    int state;
    int has_timestamps;
    int has_sack;
    int has_scaling;
    unsigned sent;
    unsigned received;
    unsigned resent;
    unsigned long long resent_bytes;
};

/* -1 where the socket is none of TCP's, or the kernel does not say. */
int clinux_segments(int socket, struct clinux_segment_counts *counts);

#endif
