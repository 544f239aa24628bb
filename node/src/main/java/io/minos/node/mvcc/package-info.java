/**
 * The key space with all its revisions, and the watches on it. Pure: no threads, clocks or I/O.
 *
 * <p>A {@link io.minos.node.mvcc.Store} belongs to one thread; a {@link io.minos.node.mvcc.View} of it is immutable, costs
 * O(1) to take, and is read on any thread while writes go on.
 */
@NullMarked
package io.minos.node.mvcc;

import org.jspecify.annotations.NullMarked;
