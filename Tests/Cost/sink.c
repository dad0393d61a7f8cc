// A minimal MQTT sink: accepts any CONNECT, acknowledges everything, counts PUBLISH packets.
// It exists so that load generators can be compared against something far cheaper than a broker.
// build: cc -O2 -o sink sink.c ; use: ./sink PORT [SECONDS]   (stops by itself, or at SIGTERM)
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <time.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/resource.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#define MAXFD 20000
typedef struct { unsigned char *buf; int len, cap; unsigned char v5; } conn;
static conn c[MAXFD];
static unsigned long pubs, conns, bytes, subs;
static double cfirst, clast;
static volatile sig_atomic_t over;
static void end(int s){(void)s;over=1;}
static double now(void){struct timespec t;clock_gettime(CLOCK_MONOTONIC,&t);return t.tv_sec+t.tv_nsec/1e9;}
static void closefd(int fd){free(c[fd].buf);memset(&c[fd],0,sizeof c[fd]);close(fd);}
static int handle(int fd,unsigned char*p,int n,unsigned char*out,int*on){
  int used=0;
  while(n-used>=2){
    unsigned char*q=p+used;int rl=0,m=1,i=1;
    do{ if(i>=n-used) return used; rl+=(q[i]&127)*m; m*=128; }while(q[i++]&128);
    if(n-used<i+rl) return used;
    unsigned char*b=q+i; 
    switch(q[0]>>4){
      case 1: conns++; clast=now(); if(!cfirst)cfirst=clast; c[fd].v5=(b[6]==5); { if(c[fd].v5){unsigned char r[]={0x20,3,0,0,0};memcpy(out+*on,r,5);*on+=5;}else{unsigned char r[]={0x20,2,0,0};memcpy(out+*on,r,4);*on+=4;} } break;
      case 3: pubs++; { int qos=(q[0]>>1)&3; if(qos){int tl=b[0]<<8|b[1];unsigned char r[]={qos==1?0x40:0x50,2,b[2+tl],b[3+tl]};memcpy(out+*on,r,4);*on+=4;} } break;
      case 6: {unsigned char r[]={0x70,2,b[0],b[1]};memcpy(out+*on,r,4);*on+=4;} break;
      case 8: subs++; {unsigned char r[]={0x90,c[fd].v5?4:3,b[0],b[1],0,0}; int k; if(c[fd].v5){k=6;}else{r[4]=1;k=5;} memcpy(out+*on,r,k);*on+=k;} break;
      case 12: {unsigned char r[]={0xd0,0};memcpy(out+*on,r,2);*on+=2;} break;
      case 14: return -1;
    }
    used+=i+rl;
    if(*on>60000) { if(send(fd,out,*on,MSG_NOSIGNAL)<0) return -1; *on=0; }
  }
  return used;
}
int main(int ac,char**av){
  int port=atoi(av[1]); double dur=ac>2?atof(av[2]):30;
  int l=socket(AF_INET,SOCK_STREAM,0),one=1; setsockopt(l,SOL_SOCKET,SO_REUSEADDR,&one,sizeof one);
  struct sockaddr_in a={.sin_family=AF_INET,.sin_port=htons(port),.sin_addr.s_addr=htonl(INADDR_ANY)};
  if(bind(l,(void*)&a,sizeof a)||listen(l,4096)){perror("bind");return 1;}
  fcntl(l,F_SETFL,O_NONBLOCK);
  int ep=epoll_create1(0); struct epoll_event ev={.events=EPOLLIN,.data.fd=l}; epoll_ctl(ep,EPOLL_CTL_ADD,l,&ev);
  static unsigned char rb[1<<16],out[1<<17]; struct epoll_event evs[1024];
  signal(SIGTERM,end);
  double t0=now(),first=0,last=0; unsigned long lp=0;
  while(now()-t0<dur&&!over){
    int n=epoll_wait(ep,evs,1024,100);
    for(int k=0;k<n;k++){ int fd=evs[k].data.fd;
      if(fd==l){ for(int z=0;z<256;z++){int f=accept4(l,0,0,SOCK_NONBLOCK); if(f<0)break; if(f>=MAXFD){close(f);continue;} setsockopt(f,IPPROTO_TCP,TCP_NODELAY,&one,sizeof one); memset(&c[f],0,sizeof c[f]); ev.events=EPOLLIN;ev.data.fd=f;epoll_ctl(ep,EPOLL_CTL_ADD,f,&ev);} continue; }
      int off=c[fd].len; if(off) memcpy(rb,c[fd].buf,off);
      int r=recv(fd,rb+off,sizeof rb-off,0);
      if(r<=0){ if(r<0&&errno==EAGAIN)continue; closefd(fd); continue; }
      bytes+=r; int on=0; int u=handle(fd,rb,off+r,out,&on);
      if(u<0){closefd(fd);continue;}
      int rest=off+r-u; if(rest){ if(c[fd].cap<rest){c[fd].buf=realloc(c[fd].buf,rest);c[fd].cap=rest;} memcpy(c[fd].buf,rb+u,rest);} c[fd].len=rest;
      if(on&&send(fd,out,on,MSG_NOSIGNAL)<0&&errno!=EAGAIN){closefd(fd);}
      if(pubs!=lp){ if(!first)first=now(); last=now(); lp=pubs; }
    }
  }
  struct rusage u; getrusage(RUSAGE_SELF,&u);
  printf("sink: connects=%lu subs=%lu pubs=%lu bytes=%lu active_s=%.2f pubs/s=%.0f connects/s=%.0f cpu_s=%.2f\n",conns,subs,pubs,bytes,last-first,last>first?pubs/(last-first):0,clast>cfirst?conns/(clast-cfirst):0,u.ru_utime.tv_sec+u.ru_utime.tv_usec/1e6+u.ru_stime.tv_sec+u.ru_stime.tv_usec/1e6);
}
