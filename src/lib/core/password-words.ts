/**
 * The words of made passwords (W1): 1,024, so that ten bits choose one. Three to seven small letters, each known to a child;
 * no names of people (W3), and of words that sound alike at most one.
 */
export const passwordWords: readonly string[] = `
acid acorn actor adapt adopt agent agile alarm album alert algae alley almond alpine ample anchor angle ankle antler
apple apron aqua arch arena armor arrow artist atlas atom attic award axis azure badge bagel bakery ballet bamboo
banana banjo banner barley barrel basin basket batch beach beacon beaver beetle begin below bench bingo birch bitter
blaze blend blimp blink bloom blouse bluff board boat bobbin bolt bonnet book boost border bottle bounce brave breeze
brick bridge brisk broad bronze broom bubble bucket buckle buffet bugle bulb bumper bundle bunker burger burrow butter
button buzz cabin cable cactus camel camera campus candle candy canoe canvas canyon caper cargo carpet carrot carton
carve cashew casual cattle cave cement center cereal chain chair chalk charm chart check cheek cheese chest chief
chimney chisel choice choir chorus cider cinema circle circus citrus civic clam clap clean clever climb clinic clip
cloak clock clover clown coast cobalt cobra cocoa coconut coffee coil column comet concert condor cookie copper corner
cosmic cougar county cousin cover coyote crab cradle crater crayon cream creek crest crisp crocus crumb cube cuckoo
cuff cumin cup curious curve cushion cycle cymbal dairy damp dapper daring dash decade decent deck deep delta dental
depot depth desert design desk detail diagram dial diary diesel digit dimple diner dinner dish disk ditch diver dizzy
doctor domain dome domino donkey donut door double dough dozen draft dragon drama drawer dream dress drift drill drink
drive drum dune dusk dust dwell eager earth easel echo eclipse edge edit editor eight elbow elegant eleven elk elm
ember emblem empire empty enamel energy engine enjoy equal equator escape essay estate event exact exotic expert
express fable fabric factor fairy family famous farmer fathom feather fence ferry fiber fiddle fifty figure filter
final finger fire first five flag flake flame flash flask fleet flight float flock floral flour fluent flute foam
focus fog folder folk fork formal fossil fragile frame fresh fringe frog frozen fruit fudge funnel gadget galaxy
gallery gallon garage garlic gate gather gear gecko general gentle geyser giant glacier glad glass glaze glide globe
glove glow glue goblet golden golf gourd grain grape graph grass gravel gravity grid grill grocer group guard guest
guide guitar gulf gym habit half hamlet hamper handle hangar happy harvest health heat hedge helmet helper herb hero
hickory hike hinge hippo hobby hockey hollow home honest honey hoof hornet hotel hour humble humid hummus hurdle husky
hybrid icicle icon idea idle igloo image impala inch index indigo inlet input insect invite island item jacket jaguar
jar jelly jetty jigsaw jockey joint joke jolly journal juggle juice jumbo jump jungle junior kayak kelp kennel kernel
kettle kiln kind kingdom kiosk kitten kiwi label ladder ladle lagoon lamp land lantern lapel large laser latch lava
lawn layer leaf ledger legend lens lentil leopard lesson letter level lever light lime limit linen liquid lizard llama
loaf lobby local locker lodge logic lotion lotus lounge loyal lumber lunch lupine luxury lyric macaw machine magic
magnet mantle manual margin market maroon mascot mask matrix meal medal medium mellow melon memory mentor menu merit
metal meteor method metro middle mighty mill mimic mineral minnow mint minute mirror mitten mobile model modern module
mohair moment monkey month moose morning mosaic motor mouse muffin mural muscle museum music mutual napkin narrow
nation native nature navy nectar needle neon nest nettle neutral nickel night nine nomad noodle normal notch notion
novel nugget number nurse nutmeg oasis object oboe ocean octagon octopus office omelet onion onyx open opera option
orange orbit orchid order oregano organ origin osprey otter outer oval oven owl oxygen oyster paddle paint palace palm
pancake panda panel papaya paper parade parcel parrot parsley pasta pastry patch path patio paw peach peanut pebble
pecan pedal pelican pencil perfect petal photo piano picnic pigeon pillar pillow pilot pine pink pioneer pipe pirate
pivot pixel pizza plain planet plank plant plate plaza plenty plum plush pocket poem polar polish pollen polo pony
poodle popcorn porch portal postal potato powder prairie pretzel primer prism prize prompt proper prune pudding puffin
pulse puma puppet purple puzzle pyramid quail quarry quartz quest quick quiet quill quilt quince quiver quota rabbit
radar radio radish raft ramp ranch random range rapid razor ready recipe record refill region relax relay remedy
remote rental repair rescue resort ribbon ridge ring ripple road roast robot rocket rodeo roller roof room rooster
root rope rotate round route rubber rudder rug ruler runway rural rustic saddle safari sail salad salmon salute sample
sand sandal sapling satin sauce saucer scarf scenic school science scout screen script scroll sculpt season second
secret seed senior sequel series serve sesame seven shade shadow shallow shape shark shell shelter shield shift shine
ship shirt shore shovel shrimp shrub shuttle signal silent silk silver simple singer siren sister sketch skill skirt
slate sled sleeve slice slide slope smart smile smooth snack snail soap soccer social sock socket soda sofa solar
solid sonar sonic soup source south spark sparrow special sphere spice spider spiral splash sponge spoon sport sprout
spruce square squash squid stable stadium stage stamp statue steam stem stereo stick stork story stove straw stream
street stripe studio sturdy sugar suit sultan summit sunset super surf swing symbol syrup system table tablet taco
talent talon tandem tango tank tape target tartan tavern teapot temple tempo tender tennis tent terrace theory thimble
thirty thrifty throne thumb ticket timber timid tinsel tiny title toast toffee tomato torch tornado toucan towel tower
town trade traffic trail train travel tray treaty trench tribe trick trolley trophy trout truck trunk tulip tundra
tunnel turbine turkey turnip turtle tuxedo twelve twig twin typist uncle under unicorn unique unit urban usher vacant
valley valve vanilla vapor vast vault vector velvet veranda verse vessel vest video view villa vinegar violin visit
visual vivid voice volume voyage waffle wagon walnut walrus waltz warm water wave wax weasel weather wedge welcome
whale wheat wheel whisk wicker wide widget willow wind window wing wire wisdom wizard wombat wonder wool world woven
wrist writer xenon yacht yard yarn yellow yodel yogurt zebra zenith zero zesty zigzag zinc zipper zone zoom
`
	.trim()
	.split(/\s+/);
