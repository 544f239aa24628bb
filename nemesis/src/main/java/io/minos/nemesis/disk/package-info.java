/** A small file system of its own for each node, so that a disk can be full. */
@NullMarked
package io.minos.nemesis.disk;

import org.jspecify.annotations.NullMarked;
