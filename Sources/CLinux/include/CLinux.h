/* What Glibc's Swift module leaves out of the Linux interface. */
#ifndef CLINUX_H
#define CLINUX_H

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/types.h>
#include "CLinuxSegments.h"

/* accept4() with SOCK_NONBLOCK and SOCK_CLOEXEC, which needs _GNU_SOURCE. */
int clinux_accept(int listener);

/* How many nanoseconds the kernel may let the waits of this thread run over; by default 50,000. */
void clinux_set_timer_slack(unsigned long nanoseconds);

/* Lets the kernel note by CLOCK_REALTIME when things come on a socket; -1 where it cannot. */
int clinux_stamp_arrivals(int socket);

/*
 * recv() on such a socket. `stamp` becomes the nanoseconds since 1970 at which the last of what
 * was read had come; it stays as it is where the kernel does not say.
 */
ssize_t clinux_receive(int socket, void *bytes, size_t count, long long *stamp);

#endif
