/** Throughput and latency of two stores, side by side; how fast the simulator is, the analysis of transactions, and deciding linearizability. */
@NullMarked
package io.minos.scenarios.bench;

import org.jspecify.annotations.NullMarked;
