/** French words of the five senses. */
export const SENSORY_FR: ReadonlySet<string> = new Set(
  [
    // Odorat et goût.
    "odeur odeurs parfum parfums senteur senteurs puanteur relent relents sentait puait empestait",
    "goût goûts saveur amer amère acide sucré sucrée salé salée sel iode fade âcre rance épice",
    "goudron résine fumée encens tabac vinaigre levure moisi moisissure humidité cire",
    // Ouïe.
    "son sons bruit bruits bourdonnement grincement grinça grinçait grince craquement craqua craquait",
    "craque sifflement siffla sifflait murmure murmures chuchotement grondement gronda grondait",
    "cliquetis tintement tinta tintait tinte crépitement crépitait froissement frémissement goutte",
    "gouttait écho échos tic tac gémissement cloche cloches silence sourd sourde étouffé étouffée",
    "claquement claqua claquait râle",
    // Toucher.
    "froid froide froides froids frais fraîche fraîcheur chaud chaude chaleur tiède tiédeur glacé",
    "glacée glacial gel givre brûlant brûlante brûlure rugueux rugueuse lisse doux douce douceur dur",
    "dure collant collante mouillé mouillée humide sec sèche gravier picotement piqûre piquait moite",
    "velours râpeux râpeuse frisson frissons poisseux poisseuse",
    // Vue.
    "lueur lueurs lumière lumières clarté éclat éclats reflet reflets ombre ombres obscurité sombre",
    "pâle terne clair claire scintillait scintillement brillait brille luisait luit vacillait gris",
    "grise doré dorée argenté argentée ambre rouille rouillé rouillée noir noire blanc blanche",
  ].join(" ").split(" "),
);
