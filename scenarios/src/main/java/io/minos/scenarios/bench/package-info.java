/** Throughput and latency of two stores, side by side; how fast the simulator is, and the analysis of transactions. */
@NullMarked
package io.minos.scenarios.bench;

import org.jspecify.annotations.NullMarked;
