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

/* accept4() with SOCK_NONBLOCK and SOCK_CLOEXEC, which needs _GNU_SOURCE. */
int clinux_accept(int listener);

/* How many nanoseconds the kernel may let the waits of this thread run over; by default 50,000. */
void clinux_set_timer_slack(unsigned long nanoseconds);

#endif
