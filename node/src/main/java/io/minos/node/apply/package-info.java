/**
 * The replicated state machine: what the log's commands mean. Pure: no threads, clocks or I/O (a snapshot goes to a stream
 * the caller gives).
 */
@NullMarked
package io.minos.node.apply;

import org.jspecify.annotations.NullMarked;
