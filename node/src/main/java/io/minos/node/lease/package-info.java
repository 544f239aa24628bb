@NullMarked
package io.minos.node.lease;

import org.jspecify.annotations.NullMarked;
