// Carries every frame between two interfaces, each so many milliseconds late: delay ONE OTHER MILLIS.
// With the kernel's own header before each frame, since what a virtual link carries may be larger than a packet and
// lack its checksum.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LONGEST (1 << 17)

struct frame {
    struct frame *next;
    long long due;
    ssize_t length;
    char bytes[];
};

static struct frame *first[2], *last[2];

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int on(const char *name) {
    int one = 1, index = if_nametoindex(name);
    int at = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
    struct sockaddr_ll place = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = index};
    struct packet_mreq all = {.mr_ifindex = index, .mr_type = PACKET_MR_PROMISC};
    if (at < 0 || !index || setsockopt(at, SOL_PACKET, PACKET_VNET_HDR, &one, sizeof one) ||
        setsockopt(at, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof one) ||
        setsockopt(at, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof all) ||
        bind(at, (struct sockaddr *)&place, sizeof place)) {
        fail(name);
    }
    return at;
}

int main(int count, char **words) {
    if (count != 4) {
        fputs("delay ONE OTHER MILLIS\n", stderr);
        return 2;
    }
    int ends[2] = {on(words[1]), on(words[2])};
    long long late = atoll(words[3]);
    static char bytes[LONGEST];
    puts("ready");
    fflush(stdout);
    for (;;) {
        long long due = -1;
        for (int side = 0; side < 2; side++) {
            struct frame *frame = first[side];
            if (frame && (due < 0 || frame->due < due)) {
                due = frame->due;
            }
        }
        long long wait = due < 0 ? -1 : due > now() ? due - now() : 0;
        struct pollfd heard[2] = {{ends[0], POLLIN, 0}, {ends[1], POLLIN, 0}};
        if (poll(heard, 2, (int)wait) < 0 && errno != EINTR) {
            fail("poll");
        }
        for (int side = 0; side < 2; side++) {
            if (heard[side].revents & POLLIN) {
                ssize_t length = recv(ends[side], bytes, sizeof bytes, 0);
                struct frame *frame = length > 0 ? malloc(sizeof *frame + length) : NULL;
                if (frame) {
                    *frame = (struct frame){.due = now() + late, .length = length};
                    memcpy(frame->bytes, bytes, length);
                    if (first[side]) {
                        last[side]->next = frame;
                    } else {
                        first[side] = frame;
                    }
                    last[side] = frame;
                }
            }
            while (first[side] && first[side]->due <= now()) {
                struct frame *frame = first[side];
                // What the other side does not take is lost, as on any wire.
                (void)!send(ends[1 - side], frame->bytes, frame->length, 0);
                first[side] = frame->next;
                free(frame);
            }
        }
    }
}
