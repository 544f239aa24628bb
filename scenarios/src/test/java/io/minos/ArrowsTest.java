package io.minos;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms: the judge shares nothing with the judged. */
class ArrowsTest {
    private static final JavaClasses MINOS = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.minos.checker", "io.minos.client", "io.minos.nemesis", "io.minos.reports", "io.minos.scenarios");

    @Test
    void the_checker_knows_no_other_room() {
        noClasses().that().resideInAPackage("io.minos.checker..").should().dependOnClassesThat()
                .resideInAnyPackage("io.minos.client..", "io.minos.nemesis..", "io.minos.reports..", "io.minos.scenarios..", "io.minos.node..",
                        "io.minos.etcd..").check(MINOS);
    }

    @Test
    void client_nemesis_and_reports_know_the_checker_alone() {
        noClasses().that().resideInAPackage("io.minos.client..").should().dependOnClassesThat()
                .resideInAnyPackage("io.minos.nemesis..", "io.minos.reports..", "io.minos.scenarios..", "io.minos.node..").check(MINOS);
        noClasses().that().resideInAPackage("io.minos.nemesis..").should().dependOnClassesThat()
                .resideInAnyPackage("io.minos.client..", "io.minos.reports..", "io.minos.scenarios..", "io.minos.node..").check(MINOS);
        noClasses().that().resideInAPackage("io.minos.reports..").should().dependOnClassesThat()
                .resideInAnyPackage("io.minos.client..", "io.minos.nemesis..", "io.minos.scenarios..", "io.minos.node..").check(MINOS);
    }

    @Test
    void only_the_driver_of_the_simulator_knows_the_insides_of_the_node() {
        noClasses().that().resideOutsideOfPackages("io.minos.scenarios.sim..", "io.minos.scenarios.campaign..")
                .should().dependOnClassesThat().resideInAPackage("io.minos.node..").check(MINOS);
    }

    @Test
    void of_the_node_the_simulator_knows_the_pure_core_alone() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("io.minos.node.runtime..", "io.minos.node.front..", "io.minos.node.transport..",
                "io.minos.node.config..", "io.minos.node.wal..", "io.minos.node.snapshot..", "io.minos.node.tool..").check(MINOS);
    }
}
