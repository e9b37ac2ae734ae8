// The rate of fused multiply-adds on registers at one vector width: what no kernel of that width can pass. Prints GFLOP/s.
//   cc -O3 -march=native -DBYTES=32 fma.c -o fma

#include <stdio.h>
#include <time.h>

typedef float vector __attribute__((vector_size(BYTES)));

// Twelve chains: more than latency times units of any core of today, and no more registers than the smallest set has.
#define CHAINS 12
#define STEPS 2000000L

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + now.tv_nsec * 1e-9;
}

int main(void) {
  vector sums[CHAINS], a, b;
  for (int lane = 0; lane < BYTES / 4; lane++) {
    a[lane] = 0.999999f;
    b[lane] = 1e-7f;
  }
  for (int i = 0; i < CHAINS; i++) sums[i] = a * (float)i;
  double best = 0;
  for (int turn = 0; turn < 3; turn++) {
    double start = seconds();
    for (long step = 0; step < STEPS; step++) {
#pragma GCC unroll 12
      for (int i = 0; i < CHAINS; i++) sums[i] = sums[i] * a + b; // contracted to one instruction
    }
    double rate = 2.0 * (BYTES / 4) * CHAINS * STEPS / (seconds() - start) * 1e-9;
    if (rate > best) best = rate;
  }
  vector sum = sums[0];
  for (int i = 1; i < CHAINS; i++) sum += sums[i];
  fprintf(stderr, "%g\n", (double)sum[0]); // so that nothing is left out
  printf("%.2f\n", best);
  return 0;
}
