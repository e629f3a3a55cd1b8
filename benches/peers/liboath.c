/* How long liboath takes to verify: cases are read from the file that is named, a round runs for each line of input. */
#include <liboath/oath.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MOST 100000

static struct { long long second; char code[16]; int found; } cases[MOST];

/* The time that this process had on a core, in nanoseconds. */
static double spent(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

int main(int argc, char **argv)
{
    static const char seed[] = "12345678901234567890";
    FILE *file = argc == 3 ? fopen(argv[1], "r") : NULL;
    int repeats = argc == 3 ? atoi(argv[2]) : 0, count = 0;
    char line[64];
    if (!file || repeats < 1 || oath_init() != OATH_OK) return 2;
    while (count < MOST && fscanf(file, "%lld %15s %d", &cases[count].second, cases[count].code, &cases[count].found) == 3)
        count++;
    if (count == 0) return 2;
    while (fgets(line, sizeof line, stdin)) {
        double begin = spent();
        for (int r = 0; r < repeats; r++)
            for (int i = 0; i < count; i++) {
                int rc = oath_totp_validate(seed, strlen(seed), cases[i].second, 30, 0, 1, cases[i].code);
                if ((rc >= 0) != cases[i].found) return 3;
            }
        printf("%.3f\n", (spent() - begin) / ((double) repeats * count));
        fflush(stdout);
    }
    oath_done();
    return 0;
}
