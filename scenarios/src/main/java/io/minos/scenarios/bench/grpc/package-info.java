/** Throughput and latency of the gRPC API, several stores side by side. */
@NullMarked
package io.minos.scenarios.bench.grpc;

import org.jspecify.annotations.NullMarked;
