/**
 * The write-ahead log: the port {@link io.minos.node.wal.Wal}, what its records mean
 * ({@link io.minos.node.wal.WalRecord}, {@link io.minos.node.wal.LogEnd}, {@link io.minos.node.wal.LogFold}: pure), and a
 * log in memory for tests and the simulator. The log on disk is in {@code wal.chronicle}.
 */
@NullMarked
package io.minos.node.wal;

import org.jspecify.annotations.NullMarked;
