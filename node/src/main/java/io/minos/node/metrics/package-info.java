/** The node's metrics, by etcd 3.4's names: what is counted, what is looked up when somebody asks, and Prometheus' text. */
@NullMarked
package io.minos.node.metrics;

import org.jspecify.annotations.NullMarked;
