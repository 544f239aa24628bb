/** Snapshot files: the port {@link io.minos.node.snapshot.SnapshotStore}, one on disk, one in memory with the same bytes. */
@NullMarked
package io.minos.node.snapshot;

import org.jspecify.annotations.NullMarked;
