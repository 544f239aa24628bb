/**
 * The write-ahead log, pure: the port {@link io.minos.node.wal.Wal}; what its records mean
 * ({@link io.minos.node.wal.WalRecord}, {@link io.minos.node.wal.LogEnd}, {@link io.minos.node.wal.LogFold}); their bytes,
 * and what recovery makes of the bytes it finds ({@link io.minos.node.wal.RecordCodec},
 * {@link io.minos.node.wal.SegmentScan}, {@link io.minos.node.wal.WalContents}); and a disk in memory, with a log on it,
 * for tests and the simulator. The log on disk is in {@code wal.chronicle}.
 */
@NullMarked
package io.minos.node.wal;

import org.jspecify.annotations.NullMarked;
