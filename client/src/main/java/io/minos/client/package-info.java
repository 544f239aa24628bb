/** The etcd client the workloads use: each request goes once to one endpoint, and every outcome is a value. */
@NullMarked
package io.minos.client;

import org.jspecify.annotations.NullMarked;
