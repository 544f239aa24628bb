@NullMarked
package io.minos.node.snapshot;

import org.jspecify.annotations.NullMarked;
