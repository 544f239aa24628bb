/** Snapshots as etcd 3.4 writes them: its backend, followed by the SHA-256 of it. Written for any etcd, read from any. */
@NullMarked
package io.minos.node.snapshot.etcd;

import org.jspecify.annotations.NullMarked;
