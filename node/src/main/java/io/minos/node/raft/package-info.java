@NullMarked
package io.minos.node.raft;

import org.jspecify.annotations.NullMarked;
