/** What every room of the node shares: the check for our own bugs. */
@NullMarked
package io.minos.node;

import org.jspecify.annotations.NullMarked;
