/**
 * The log on Chronicle Queue, which is used nowhere else. A segment is one of its cycle files. Chronicle writes; that
 * what is written is durable, whole and found again is seen to here: files are allocated before they are mapped,
 * records carry a checksum and a sequence number, a segment is forced through a channel of our own, and recovery reads
 * the files itself.
 */
@NullMarked
package io.minos.node.wal.chronicle;

import org.jspecify.annotations.NullMarked;
