@NullMarked
package io.minos.node.wal;

import org.jspecify.annotations.NullMarked;
