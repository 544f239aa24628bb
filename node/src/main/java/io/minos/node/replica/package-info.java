@NullMarked
package io.minos.node.replica;

import org.jspecify.annotations.NullMarked;
