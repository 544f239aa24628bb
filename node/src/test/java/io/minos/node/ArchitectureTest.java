package io.minos.node;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rooms of the node and the arrows between them; and that the core is pure, so that one seed can replay it. */
class ArchitectureTest {
    private static final String[] PURE = {"..node.raft..", "..node.mvcc..", "..node.lease..", "..node.v2..", "..node.outcome..", "..node.apply..", "..node.auth..", "..node.replica.."};
    /** The simulator and what it shares with the rim: they know the ports to the disk, and act on nothing real. */
    private static final String[] SIMULATED = {"..node.sim..", "..node.boot.."};

    private static final JavaClasses NODE =
            new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.minos.node");

    @Test
    void pure_packages_depend_on_nothing_that_acts() {
        noClasses().that().resideInAnyPackage(PURE)
                .should().dependOnClassesThat().resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..", "java.time..",
                        "java.util.concurrent..", "java.util.logging..", "org.slf4j..", "org.eclipse.jetty..", "net.openhft..",
                        "..node.wal..", "..node.transport..", "..node.front..", "..node.runtime..", "..node.config..", "..node.tool..")
                .orShould().dependOnClassesThat().belongToAnyOf(Thread.class, java.util.Random.class, java.security.SecureRandom.class, java.util.UUID.class, java.io.File.class)
                .check(NODE);
    }

    /** The disk in memory, and the recovery that it shares with the one on disk, are part of what a seed replays. */
    @Test
    void the_log_but_for_chronicle_is_pure() {
        noClasses().that().resideInAPackage("io.minos.node.wal")
                .should().dependOnClassesThat().resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.time..", "java.util.concurrent..",
                        "org.slf4j..", "..node.wal.chronicle..")
                .orShould().dependOnClassesThat().belongToAnyOf(Thread.class, java.util.Random.class, java.io.File.class, HashMap.class, HashSet.class)
                .orShould().callMethod(System.class, "nanoTime").orShould().callMethod(System.class, "currentTimeMillis")
                .check(NODE);
    }

    @Test
    void the_simulated_world_touches_nothing_of_the_real_one() {
        noClasses().that().resideInAnyPackage(SIMULATED)
                .should().dependOnClassesThat().resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..", "java.time..",
                        "java.util.concurrent..", "java.util.logging..", "org.slf4j..", "org.eclipse.jetty..", "net.openhft..",
                        "..node.wal.chronicle..", "..node.transport..", "..node.front..", "..node.runtime..", "..node.config..", "..node.tool..")
                .orShould().dependOnClassesThat().belongToAnyOf(Thread.class, java.util.Random.class, java.security.SecureRandom.class, java.util.UUID.class, java.io.File.class)
                .check(NODE);
    }

    @Test
    void pure_packages_call_no_clock_and_no_hidden_randomness() {
        noClasses().that().resideInAnyPackage(PURE).or().resideInAnyPackage(SIMULATED)
                .should().callMethod(System.class, "nanoTime").orShould().callMethod(System.class, "currentTimeMillis")
                .orShould().callMethod(Math.class, "random").orShould().callMethod(System.class, "identityHashCode", Object.class)
                .orShould().callMethod(System.class, "getProperty", String.class).orShould().callMethod(System.class, "getenv", String.class)
                .check(NODE);
    }

    @Test
    void pure_packages_do_not_iterate_in_hash_order() {
        DescribedPredicate<JavaClass> hashed = DescribedPredicate.describe("a hash table", type -> type.isEquivalentTo(HashMap.class) || type.isEquivalentTo(HashSet.class));
        noClasses().that().resideInAnyPackage(PURE).or().resideInAnyPackage(SIMULATED)
                .should().callMethodWhere(target(owner(hashed)).and(target(nameMatching("keySet|values|entrySet|forEach|iterator|stream|removeIf|replaceAll"))))
                // their iteration order differs in every JVM run
                .orShould().callMethodWhere(target(owner(DescribedPredicate.describe("Set or Map", type -> type.isEquivalentTo(Set.class) || type.isEquivalentTo(Map.class))))
                        .and(target(nameMatching("of|copyOf|ofEntries"))))
                .check(NODE);
    }

    @Test
    void only_the_rim_knows_its_libraries() {
        noClasses().that().resideOutsideOfPackage("..node.wal.chronicle..").should().dependOnClassesThat().resideInAPackage("net.openhft..").check(NODE);
        noClasses().that().resideOutsideOfPackages("..node.front..", "..node.transport..", "..node.tls..").should().dependOnClassesThat().resideInAPackage("org.eclipse.jetty..").check(NODE);
        // certificates; and the keys of tokens
        noClasses().that().resideOutsideOfPackages("..node.tls..", "..node.runtime..").should().dependOnClassesThat().resideInAPackage("org.bouncycastle..").check(NODE);
        classes().that().resideInAPackage("..node.tls..").should().onlyDependOnClassesThat().resideInAnyPackage("..node.tls..", "..node.config..", "java..", "javax..",
                "org.eclipse.jetty..", "org.bouncycastle..", "com.google.protobuf..", "org.slf4j..", "org.jspecify..").check(NODE);
        noClasses().that().resideOutsideOfPackage("..node.front.grpc..").should().dependOnClassesThat().resideInAPackage("io.grpc..")
                .orShould().dependOnClassesThat().haveSimpleNameEndingWith("Grpc").check(NODE);
    }

    @Test
    void what_is_counted_and_who_is_notified_is_known_to_few() {
        noClasses().that().resideOutsideOfPackage("..node.metrics..").should().dependOnClassesThat().resideInAPackage("io.prometheus..").check(NODE);
        noClasses().that().resideOutsideOfPackage("..node.runtime..").should().dependOnClassesThat().resideInAPackage("org.newsclub..").check(NODE);
        noClasses().that().resideInAPackage("..node.metrics..").should().dependOnClassesThat().resideInAPackage("..node.runtime..").check(NODE);
    }

    /** A file format for anyone: it knows files, and nothing of ours, nor of what it holds. */
    @Test
    void bbolts_format_stands_alone() {
        classes().that().resideInAPackage("..node.bolt..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("..node.bolt..", "java.lang..", "java.util", "java.util.function", "java.util.stream", "java.io", "java.nio", "java.nio.channels", "java.nio.charset", "java.nio.file", "org.jspecify..").check(NODE);
        noClasses().that().resideInAPackage("..node.bolt..").should().dependOnClassesThat().belongToAnyOf(Thread.class, java.util.Random.class)
                .orShould().callMethod(System.class, "nanoTime").orShould().callMethod(System.class, "currentTimeMillis").check(NODE);
        noClasses().that().resideInAnyPackage("..node.raft..", "..node.mvcc..", "..node.lease..", "..node.apply..", "..node.replica..", "..node.wal..", "..node.boot..", "..node.sim..")
                .should().dependOnClassesThat().resideInAnyPackage("..node.bolt..", "..node.snapshot.etcd..").check(NODE);
    }

    @Test
    void passwords_and_signatures_are_the_runtimes() {
        noClasses().that().resideOutsideOfPackage("..node.runtime..").should().dependOnClassesThat().resideInAnyPackage("at.favre..", "org.jose4j..").check(NODE);
    }

    @Test
    void arrows_point_inwards() {
        classes().that().resideInAPackage("..node.raft..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("..node.raft..", "java..", "com.google.protobuf..", "org.jspecify..").check(NODE);
        classes().that().resideInAPackage("..node.outcome..").should().onlyDependOnClassesThat().resideInAnyPackage("..node.outcome..", "java.lang..", "java.util", "org.jspecify..").check(NODE);
        noClasses().that().resideInAPackage("..node.auth..").should().dependOnClassesThat().resideInAPackage("..node.apply..").check(NODE);
        noClasses().that().resideInAnyPackage("..node.mvcc..", "..node.lease..").should().dependOnClassesThat().resideInAnyPackage("..node.raft..", "..node.replica..").check(NODE);
        noClasses().that().resideInAPackage("..node.wal..").should().dependOnClassesThat()
                .resideInAnyPackage("..node.mvcc..", "..node.apply..", "..node.replica..", "..node.front..", "..node.transport..", "..node.runtime..").check(NODE);
        noClasses().that().resideInAnyPackage("..node.front..", "..node.transport..").should().dependOnClassesThat().resideInAnyPackage("..node.replica..", "..node.runtime..", "..node.wal..").check(NODE);
    }

    @Test
    void the_node_knows_no_other_room() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("io.minos.client..", "io.minos.checker..", "io.minos.nemesis..", "io.minos.reports..", "io.minos.scenarios..").check(NODE);
    }
}
