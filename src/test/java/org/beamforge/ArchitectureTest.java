package org.beamforge;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the picture in docs/architecture.md: dependencies point one way. */
@AnalyzeClasses(
        packages = "org.beamforge",
        importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {
    private static final String ROOT = "org.beamforge";
    private static final String CONTROL = "org.beamforge.control..";
    private static final String MODEL = "org.beamforge.model..";
    private static final String METRICS = "org.beamforge.metrics..";
    private static final String KERNEL = "org.beamforge.kernel..";
    private static final String LANES = "org.beamforge.solver.mmadmm.lanes";
    private static final String TENSOR = "org.beamforge.tensor..";
    private static final String SOLVER = "org.beamforge.solver..";
    private static final String ASSOCIATION = "org.beamforge.association..";
    private static final String NETWORK = "org.beamforge.network..";
    private static final String JOINT = "org.beamforge.joint..";
    private static final String ALTERNATING = "org.beamforge.alternating..";
    private static final String LLM = "org.beamforge.llm..";
    private static final String IO = "org.beamforge.io..";
    private static final String EXPERIMENTS = "org.beamforge.experiments..";
    private static final String CUDA = "org.beamforge.cuda..";
    private static final String GPU_CHECK = "org.beamforge.gpucheck..";
    private static final String CLI = "org.beamforge.cli..";

    /** Classes of this project outside the given packages. */
    private static DescribedPredicate<JavaClass> ourClassesOutside(String... packages) {
        return resideInAPackage("org.beamforge..")
                .and(DescribedPredicate.not(resideInAnyPackage(packages)))
                .as("classes of Beamforge outside %s", String.join(", ", packages));
    }

    private static ArchRule uses(String user, String... used) {
        String[] allowed = new String[used.length + 1];
        allowed[0] = user;
        System.arraycopy(used, 0, allowed, 1, used.length);
        return noClasses()
                .that()
                .resideInAPackage(user)
                .should()
                .dependOnClassesThat(ourClassesOutside(allowed));
    }

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("org.beamforge.(*)..").should().beFreeOfCycles();

    @ArchTest static final ArchRule controlStandsAlone = uses(CONTROL);

    @ArchTest static final ArchRule kernelStandsAlone = uses(KERNEL);

    @ArchTest static final ArchRule modelUsesControlOnly = uses(MODEL, CONTROL);

    @ArchTest static final ArchRule metricsUseTheModelOnly = uses(METRICS, MODEL, CONTROL);

    @ArchTest static final ArchRule tensorUsesTheKernelOnly = uses(TENSOR, KERNEL);

    @ArchTest
    static final ArchRule nothingLinksToTheNd4jEngine =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("org.beamforge.tensor.nd4j..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.beamforge.tensor.nd4j..", "org.nd4j..");

    @ArchTest
    static final ArchRule solverUsesModelMetricsKernelAndTensor =
            uses(SOLVER, MODEL, METRICS, KERNEL, TENSOR, CONTROL);

    @ArchTest static final ArchRule associationUsesTheModelOnly = uses(ASSOCIATION, MODEL, CONTROL);

    @ArchTest
    static final ArchRule cudaIsAnEngineOfTheSolver =
            uses(CUDA, SOLVER, TENSOR, MODEL, KERNEL, CONTROL);

    @ArchTest
    static final ArchRule onlyTheEngineCudaUsesJCuda =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(CUDA)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("jcuda..");

    @ArchTest
    static final ArchRule nothingUsesTheGpuCheck =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(GPU_CHECK)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(GPU_CHECK);

    @ArchTest
    static final ArchRule networkBringsSolverAndInstanceTogether =
            uses(NETWORK, SOLVER, ASSOCIATION, MODEL, KERNEL, CONTROL);

    @ArchTest
    static final ArchRule jointStandsOnNetworkAndAssociation =
            uses(JOINT, NETWORK, SOLVER, ASSOCIATION, MODEL, CONTROL);

    @ArchTest
    static final ArchRule alternatingStandsOnNetworkAndAssociation =
            uses(ALTERNATING, NETWORK, SOLVER, ASSOCIATION, METRICS, MODEL, CONTROL);

    @ArchTest
    static final ArchRule facadeKnowsNoFilesAndNoCommandLine =
            uses(
                    ROOT,
                    MODEL,
                    METRICS,
                    KERNEL,
                    TENSOR,
                    SOLVER,
                    ASSOCIATION,
                    NETWORK,
                    JOINT,
                    ALTERNATING,
                    CUDA,
                    CONTROL);

    @ArchTest
    static final ArchRule llmUsesTheAssociationOnly = uses(LLM, ASSOCIATION, MODEL, CONTROL);

    @ArchTest
    static final ArchRule ioStandsOnTheFacade = uses(IO, ROOT, ASSOCIATION, MODEL, CONTROL);

    @ArchTest
    static final ArchRule experimentsStandOnTheFacadeAndTheFiles =
            uses(EXPERIMENTS, ROOT, IO, ASSOCIATION, METRICS, MODEL, CONTROL);

    @ArchTest
    static final ArchRule nothingUsesTheCommandLine =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(CLI)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(CLI);

    @ArchTest
    static final ArchRule onlyTheCommandLineUsesPicocli =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(CLI)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule onlyFilesScenariosLlmAndExperimentsUseJackson =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(IO, LLM, EXPERIMENTS, "org.beamforge.model.scenario..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule onlyPlotsUseTheChartLibraries =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("org.beamforge.experiments.plot..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.knowm.xchart..", "de.erichseifert..", "java.awt..");

    /** A virtual machine without the module of the Vector API must not meet the lanes by chance. */
    @ArchTest
    static final ArchRule onlyTheBatchOfLanesKnowsTheLanes =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(LANES)
                    .and()
                    .doNotHaveSimpleName("LaneBatch")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(LANES);

    @ArchTest
    static final ArchRule onlyTheKernelAndTheLanesUseTheVectorApi =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(KERNEL, LANES)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("jdk.incubator.vector..");

    @ArchTest
    static final ArchRule onlyTheCommandLinePrintsAndExits =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(CLI, GPU_CHECK)
                    .should()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err")
                    .orShould()
                    .callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule everyClassHasItsPlaceInThePicture =
            classes()
                    .should()
                    .resideInAnyPackage(
                            ROOT,
                            CONTROL,
                            MODEL,
                            METRICS,
                            KERNEL,
                            TENSOR,
                            SOLVER,
                            ASSOCIATION,
                            NETWORK,
                            JOINT,
                            ALTERNATING,
                            CUDA,
                            GPU_CHECK,
                            LLM,
                            IO,
                            EXPERIMENTS,
                            CLI);
}
