@NullMarked
package io.minos.node.mvcc;

import org.jspecify.annotations.NullMarked;
