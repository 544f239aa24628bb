/** Throughput and latency of two stores, side by side. */
@NullMarked
package io.minos.scenarios.bench;

import org.jspecify.annotations.NullMarked;
