const PROBA = ['predict', 'predict_proba'];
const LOG_PROBA = [...PROBA, 'predict_log_proba'];
const BOTH_WAYS = ['transform', 'inverse_transform'];

/**
 * What answers in the classes that are logged most, as scikit-learn 1.9.1, XGBoost 3 and LightGBM 4
 * define them. A class that is not here is left alone.
 */
const CLASSES: [methods: string[], names: string][] = [
  [
    ['predict'],
    `ARDRegression AdaBoostRegressor BaggingRegressor BayesianRidge DummyRegressor ElasticNet ElasticNetCV GammaRegressor
     GaussianProcessRegressor HistGradientBoostingRegressor HuberRegressor KNeighborsRegressor KernelRidge Lars LarsCV Lasso
     LassoCV LassoLars LassoLarsCV LassoLarsIC LinearRegression LinearSVR MLPRegressor MultiOutputRegressor NuSVR
     PassiveAggressiveRegressor PoissonRegressor QuantileRegressor RANSACRegressor RegressorChain Ridge RidgeCV SGDRegressor
     SVR TheilSenRegressor TransformedTargetRegressor TweedieRegressor
     LGBMModel LGBMRanker LGBMRegressor`
  ],
  [
    ['predict', 'apply'],
    `DecisionTreeRegressor ExtraTreeRegressor ExtraTreesRegressor GradientBoostingRegressor RandomForestRegressor
     XGBModel XGBRanker XGBRegressor XGBRFRegressor`
  ],
  [
    ['predict', 'transform'],
    'Birch BisectingKMeans IsotonicRegression KMeans MiniBatchKMeans StackingRegressor VotingRegressor'
  ],
  [
    ['predict', 'decision_function'],
    'LinearSVC OneVsOneClassifier PassiveAggressiveClassifier Perceptron RidgeClassifier RidgeClassifierCV'
  ],
  [
    ['predict', 'decision_function', 'score_samples'],
    'EllipticEnvelope IsolationForest LocalOutlierFactor OneClassSVM SGDOneClassSVM'
  ],
  [
    PROBA,
    `CalibratedClassifierCV GaussianProcessClassifier KNeighborsClassifier LabelPropagation LabelSpreading
     MultiOutputClassifier RadiusNeighborsClassifier`
  ],
  [[...PROBA, 'apply'], 'XGBClassifier XGBRFClassifier'],
  [[...PROBA, 'score_samples'], 'BayesianGaussianMixture GaussianMixture'],
  [[...PROBA, 'decision_function'], 'HistGradientBoostingClassifier LGBMClassifier OneVsRestClassifier'],
  [[...PROBA, 'transform'], 'VotingClassifier'],
  [[...PROBA, 'decision_function', 'transform'], 'StackingClassifier'],
  [LOG_PROBA, 'BernoulliNB CategoricalNB ComplementNB DummyClassifier GaussianNB MLPClassifier MultinomialNB'],
  [[...LOG_PROBA, 'apply'], 'DecisionTreeClassifier ExtraTreeClassifier ExtraTreesClassifier RandomForestClassifier'],
  [
    [...LOG_PROBA, 'decision_function'],
    `AdaBoostClassifier BaggingClassifier ClassifierChain FixedThresholdClassifier LogisticRegression LogisticRegressionCV
     NuSVC QuadraticDiscriminantAnalysis SGDClassifier SVC SelfTrainingClassifier TunedThresholdClassifierCV`
  ],
  [[...LOG_PROBA, 'decision_function', 'apply'], 'GradientBoostingClassifier'],
  [[...LOG_PROBA, 'decision_function', 'transform'], 'LinearDiscriminantAnalysis'],
  [
    [...LOG_PROBA, 'decision_function', 'score_samples', ...BOTH_WAYS],
    'GridSearchCV HalvingGridSearchCV HalvingRandomSearchCV Pipeline RandomizedSearchCV'
  ],
  [[...LOG_PROBA, 'decision_function', ...BOTH_WAYS], 'RFE RFECV'],
  [['score_samples', ...BOTH_WAYS], 'PCA'],
  [BOTH_WAYS, 'KernelPCA MaxAbsScaler MinMaxScaler NMF PowerTransformer RobustScaler StandardScaler TruncatedSVD']
];

const METHODS = new Map(CLASSES.flatMap(([methods, names]) => names.split(/\s+/).map(name => [name, methods])));

/** Methods of single classes of these libraries that answer, too; who asks for one of them is left alone. */
const RARE = new Set([
  'decision_path',
  'fit_predict',
  'fit_transform',
  'kneighbors',
  'mahalanobis',
  'predict_joint_log_proba'
]);
/** Beginnings of others: staged_predict, radius_neighbors, kneighbors_graph, … */
const RARE_FAMILIES = /^(staged_|radius_neighbors|kneighbors_)/;

/** The methods of a class of these libraries that answer a request; undefined when it is not known. */
export function answeringMethods(className: string): string[] | undefined {
  return METHODS.get(className);
}

/** Whether some class of these libraries could answer with this method beside what `answeringMethods` says. */
export function isRare(method: string): boolean {
  return RARE.has(method) || RARE_FAMILIES.test(method);
}
