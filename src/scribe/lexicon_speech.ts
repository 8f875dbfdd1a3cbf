/** Forms of French verbs that report speech, as they stand after a line of dialogue. */
export const SPEECH_VERBS: ReadonlySet<string> = new Set(
  ("dit dis disait disais demanda demande demandai demandait répondit répond répondis répondait " +
    "murmura murmure murmurai murmurait souffla souffle soufflai soufflait cria crie criai criait " +
    "reprit reprend repris reprenait ajouta ajoute ajoutai ajoutait fit fait faisait lança lance " +
    "lançai lançait chuchota chuchote chuchotai chuchotait déclara déclare déclarai déclarait " +
    "grogna grogne grognai grognait soupira soupire soupirai soupirait répliqua réplique " +
    "répliquai répliquait insista insiste insistai insistait répéta répète répétai répétait " +
    "expliqua explique expliquai expliquait annonça annonce annonçai annonçait avoua avoue " +
    "avouai avouait observa observe observait protesta proteste protestait conclut concluait " +
    "poursuivit poursuit poursuivait hurla hurle hurlait promit promet promettait").split(" "),
);
