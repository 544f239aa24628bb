package io.minos.checker.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.history.History;
import io.minos.checker.history.Notation;
import io.minos.checker.history.Operation;
import org.junit.jupiter.api.Test;

class WorkloadsTest {
    /** Of keys r/1 (register), s/1 (set) and t/1 (txn). */
    private static final History HISTORY = Notation.history("0 w r/1 a | 0 add s/1 | 0 txn w,t/1,b | 0 r s/1 x | 0! w t/1 c | 0 cas r/1 a d | 0 members s/ s/1~2 | 0 final / | 0 sfinal r/ r/1=d | 0 grant 7 2 | 0 put 7 l/1 v | 0 del t/1 1 | 0 r r/1 d");

    @Test
    void an_operation_belongs_to_the_workload_of_its_key() {
        Workloads workloads = Workloads.of(HISTORY);
        assertThat(workloads.registers().operations()).extracting(Operation::f).containsExactly("write", "cas", "final-read", "read");
        assertThat(workloads.txns().operations()).extracting(Operation::f).containsExactly("txn", "write", "delete");
        assertThat(workloads.sets().operations()).extracting(Operation::f).containsExactly("add", "read", "members");
    }

    @Test
    void a_range_belongs_to_every_workload_it_reads_keys_of() {
        History history = Notation.history("0 w x/1 a | 0 txn w,x/2,b | 0 add x/3 | 0 final x/ x/1=a | 0 final y/ y/1=a");
        Workloads workloads = Workloads.of(history);
        assertThat(workloads.registers().operations()).extracting(Operation::index).containsExactly(0L, 6L);
        assertThat(workloads.txns().operations()).extracting(Operation::index).containsExactly(2L, 6L);
        assertThat(workloads.sets().operations()).extracting(Operation::index).containsExactly(4L, 6L);
    }
}
